package ai.inhouse.engine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.bytedeco.javacpp.chrono.Milliseconds;
import org.bytedeco.pytorch.FileStore;
import org.bytedeco.pytorch.GlooDeviceVector;
import org.bytedeco.pytorch.ProcessGroupGloo;
import org.bytedeco.pytorch.Store;
import org.bytedeco.pytorch.StringVector;
import org.bytedeco.pytorch.TCPStore;
import org.bytedeco.pytorch.TCPStoreOptions;
import org.bytedeco.pytorch.gloo.Device;

/// How members of a [ProcessGroup] meet: the first one leaves a mark in a store, by which each then
/// learns the others' addresses.
///
/// @param limit of every operation once they have met
record GlooMeeting(Rendezvous place, ProcessGroup.Member member, Duration limit) {
    private static final String BEGUN = "inhouse/begun";
    private static final String LOOPBACK = "127.0.0.1";

    /// As PyTorch has it: which network interface to use, where a machine has several.
    private static final String INTERFACE = "GLOO_SOCKET_IFNAME";

    Store store(Duration patience) {
        return switch (place) {
            case Rendezvous.SharedFile file -> new FileStore(file.path().toString(), member.size());
            case Rendezvous.Tcp tcp -> {
                try (TCPStoreOptions options = new TCPStoreOptions()) {
                    options.port((short) tcp.port());
                    options.isServer(member.isFirst() && !tcp.served());
                    options.waitWorkers(false);
                    options.timeout(new Milliseconds(patience.toMillis()));
                    yield new TCPStore(tcp.host(), options);
                }
            }
        };
    }

    ProcessGroupGloo group(Store store, Duration patience) {
        if (member.isFirst()) {
            store.set(BEGUN, "yes");
        } else {
            try (StringVector keys = new StringVector(BEGUN)) {
                store._wait(keys, new Milliseconds(patience.toMillis()));
            }
        }
        store.setTimeout(new Milliseconds(patience.toMillis()));
        try (Device device = device();
                GlooDeviceVector devices = new GlooDeviceVector(device);
                ProcessGroupGloo.Options options =
                        new ProcessGroupGloo.Options(new Milliseconds(patience.toMillis()))) {
            options.devices(devices);
            ProcessGroupGloo group =
                    new ProcessGroupGloo(store, member.rank(), member.size(), options);
            group.setTimeout(new Milliseconds(limit.toMillis()));
            return group;
        }
    }

    private Device device() {
        String named = System.getenv(INTERFACE);
        return named == null || named.isBlank()
                ? ProcessGroupGloo.createDeviceForHostname(ownAddress())
                : ProcessGroupGloo.createDeviceForInterface(named);
    }

    /// The address from which this machine reaches the meeting place: the one that the others reach
    /// it by, too.
    private String ownAddress() {
        return switch (place) {
            case Rendezvous.SharedFile _ -> LOOPBACK;
            case Rendezvous.Tcp tcp -> addressTowards(tcp);
        };
    }

    private static String addressTowards(Rendezvous.Tcp tcp) {
        try (DatagramChannel channel = DatagramChannel.open()) {
            channel.connect(new InetSocketAddress(InetAddress.getByName(tcp.host()), tcp.port()));
            return channel.getLocalAddress() instanceof InetSocketAddress own
                    ? own.getAddress().getHostAddress()
                    : LOOPBACK;
        } catch (IOException e) {
            throw new IllegalStateException(
                    "%s cannot be reached: %s".formatted(tcp.host(), e.getMessage()), e);
        }
    }
}
