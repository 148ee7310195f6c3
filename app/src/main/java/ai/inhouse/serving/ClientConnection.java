package ai.inhouse.serving;

import io.javalin.http.Context;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/// The other end of a request's connection, watched for having gone away. HTTP/1.1 tells nobody
/// that a client closed its end until somebody reads, and while a request is answered nobody does.
final class ClientConnection {
    private final Connection connection;

    private ClientConnection(Connection connection) {
        this.connection = connection;
    }

    static ClientConnection of(Context request) {
        return new ClientConnection(
                ServletContextRequest.getServletContextRequest(request.req())
                        .getConnectionMetaData()
                        .getConnection());
    }

    /// Whether the client has closed its connection. Only the thread that answers the request may
    /// ask, once it has read the whole body. Bytes of a following request that are found here go
    /// back to where the server looks for them.
    boolean gone() {
        EndPoint endPoint = connection.getEndPoint();
        if (!endPoint.isOpen() || endPoint.isInputShutdown()) {
            return true;
        }
        if (!(connection instanceof Connection.UpgradeTo takesBytesBack)) {
            return false;
        }
        ByteBuffer next = BufferUtil.allocate(1);
        try {
            int read = endPoint.fill(next);
            if (read > 0) {
                takesBytesBack.onUpgradeTo(next);
            }
            return read < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
