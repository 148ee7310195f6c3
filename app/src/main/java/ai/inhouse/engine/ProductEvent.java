package ai.inhouse.engine;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// One matrix product `[m, k] [k, n]`, or a batch of them, for whoever records with the JDK's
/// Flight Recorder: `bench train --profile`, or `jcmd PID JFR.start` on a run. Costs next to
/// nothing while nobody does.
@Name(ProductEvent.NAME)
@Label("Matrix product")
@Category("Inhouse")
@Description("A product of two matrices, or of as many pairs as the batch has")
@Enabled(false)
@StackTrace(false)
public final class ProductEvent extends Event {
    public static final String NAME = "ai.inhouse.MatrixProduct";

    @Label("Pairs")
    int batch;

    @Label("Rows m")
    int m;

    @Label("Inner k")
    int k;

    @Label("Columns n")
    int n;

    @Label("Element type")
    String type = "";

    /// Ends it, and hands it over if anybody records.
    void finish(Tensor out, Tensor a) {
        end();
        if (shouldCommit()) {
            int last = out.dimensions() - 1;
            batch = last == 1 ? 1 : out.size(0);
            m = out.size(last - 1);
            k = a.size(last);
            n = out.size(last);
            type = out.type().toString();
            commit();
        }
    }
}
