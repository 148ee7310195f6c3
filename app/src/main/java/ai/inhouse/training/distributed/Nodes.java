package ai.inhouse.training.distributed;

import ai.inhouse.base.InhouseException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The machines whose processes share the work, one process for each entry; the first entry is this
/// process.
///
/// @param hosts names or addresses
public record Nodes(List<String> hosts) {
    private static final String WHAT = "choosing the machines to train on";

    /// No name begins with a dash: it would be an option of ssh.
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,252}");

    private static final List<String> LOOPBACK = List.of("localhost", "127.0.0.1", "::1");
    private static final int MOST = 1024;

    /// @throws InhouseException if a name is none, or the first is another machine's
    public Nodes {
        hosts = hosts.stream().map(String::strip).toList();
        List<String> problems = new ArrayList<>();
        for (String host : hosts) {
            if (!HOST.matcher(host).matches()) {
                problems.add("'%s' is no name of a machine".formatted(host));
            }
        }
        if (hosts.isEmpty() || hosts.size() > MOST) {
            problems.add("%d machines: from 1 to %d are possible".formatted(hosts.size(), MOST));
        } else if (!isHere(hosts.getFirst())) {
            problems.add("'%s' is not this machine".formatted(hosts.getFirst()));
        } else if (LOOPBACK.contains(hosts.getFirst()) && !hosts.stream().allMatch(Nodes::isHere)) {
            problems.add("other machines cannot reach this one as " + hosts.getFirst());
        }
        if (!problems.isEmpty()) {
            throw InhouseException.badInput(
                    WHAT,
                    "--nodes " + String.join(",", hosts),
                    String.join("; ", problems),
                    "Name this machine first, by the name that the others reach it by (here: %s),"
                                    .formatted(ownName())
                            + " then the others; 'localhost,localhost' for two processes here.");
        }
    }

    int size() {
        return hosts.size();
    }

    /// All but those with these numbers.
    Nodes without(Set<Integer> ranks) {
        return new Nodes(
                IntStream.range(0, hosts.size())
                        .filter(rank -> !ranks.contains(rank))
                        .mapToObj(hosts::get)
                        .toList());
    }

    /// Whether all processes are on this machine.
    boolean isLocal() {
        return hosts.stream().allMatch(Nodes::isHere);
    }

    /// How many processes a host has.
    int on(String host) {
        return (int)
                hosts.stream()
                        .filter(h -> isHere(host) ? isHere(h) : h.equalsIgnoreCase(host))
                        .count();
    }

    static boolean isHere(String host) {
        String own = ownName().toLowerCase(Locale.ROOT);
        String name = host.toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name) || name.equals(own) || own.startsWith(name + ".");
    }

    private static String ownName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return LOOPBACK.getFirst();
        }
    }
}
