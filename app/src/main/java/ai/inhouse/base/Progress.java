package ai.inhouse.base;

/// Where long work reports how far it is. The terminal draws a bar, the studio a line, tests
/// nothing.
public interface Progress {
    /// Begins a piece of work.
    ///
    /// @param name what a person would call it, as in "reading documents"
    /// @param total how many units there are, or -1 where nobody knows yet
    /// @param unit what is counted, as in "files"
    Task begin(String name, long total, String unit);

    /// A piece of work under way. Closing it ends its bar.
    interface Task extends AutoCloseable {
        /// @param done units done so far, from the beginning
        /// @param note what is worth seeing beside the bar, as in "loss 2.31"; may be empty
        void at(long done, String note);

        @Override
        void close();
    }

    /// Reports to nobody.
    static Progress silent() {
        return (name, total, unit) ->
                new Task() {
                    @Override
                    public void at(long done, String note) {}

                    @Override
                    public void close() {}
                };
    }
}
