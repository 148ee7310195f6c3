package ai.inhouse.retrieval;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Progress;
import ai.inhouse.identity.Clearance;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Finds what the documents say to a question, for as long as a server or a chat lasts. Where
/// another index takes the place of the one that is open, the next search is in that one.
/// Thread-safe.
public final class Grounding implements AutoCloseable {
    private final PassageIndexes indexes;
    private final Path where;
    private final MiniLm model;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private Optional<PassageIndex> index = Optional.empty();

    private Grounding(Workspace workspace, MiniLm model) {
        this.indexes = new PassageIndexes(workspace);
        this.where = workspace.folder();
        this.model = model;
    }

    /// Opens the index of the workspace's newest corpus, made first if need be.
    ///
    /// @throws InhouseException if there is no corpus
    public static Grounding open(Workspace workspace, Progress progress) {
        Grounding grounding = new Grounding(workspace, MiniLm.open());
        try {
            new IndexBuilder(workspace, grounding.model).build(progress);
            grounding.ready();
            return grounding;
        } catch (RuntimeException e) {
            grounding.close();
            throw e;
        }
    }

    /// Whether there is an index to search. There is none after something was erased from the
    /// corpus, until `inhouse corpus index` has made another.
    public boolean ready() {
        lock.readLock().lock();
        try {
            if (index.filter(PassageIndex::stands).isPresent()) {
                return true;
            }
        } finally {
            lock.readLock().unlock();
        }
        return reopen();
    }

    private boolean reopen() {
        lock.writeLock().lock();
        try {
            if (index.filter(PassageIndex::stands).isEmpty()) {
                closeIndex();
                Optional<Path> newest = indexes.newest();
                index = newest.isEmpty() ? Optional.empty() : Optional.of(open(newest.get()));
            }
            return index.isPresent();
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static PassageIndex open(Path folder) throws IOException {
        return PassageIndex.open(folder);
    }

    /// The best passages that the reader may read, best first.
    ///
    /// @throws InhouseException if there is no index
    public List<Hit> search(String question, Clearance clearance, int count, Ranking by) {
        if (!ready()) {
            throw InhouseException.badInput(
                    "searching the documents",
                    where,
                    "the corpus has no index now",
                    "Make it with `inhouse corpus index`.");
        }
        lock.readLock().lock();
        try {
            float[] vector = model.embed(question);
            return index.isEmpty()
                    ? List.of()
                    : index.get().search(question, vector, clearance, count, by);
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            lock.readLock().unlock();
        }
    }

    private InhouseException unusable(IOException e) {
        return InhouseException.internal(
                "searching the documents",
                where.resolve("retrieval"),
                e,
                "Remove that folder and make the index again with `inhouse corpus index`.");
    }

    private void closeIndex() throws IOException {
        if (index.isPresent()) {
            index.get().close();
        }
        index = Optional.empty();
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            closeIndex();
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            model.close();
            lock.writeLock().unlock();
        }
    }
}
