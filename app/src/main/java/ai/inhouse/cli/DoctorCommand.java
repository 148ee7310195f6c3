package ai.inhouse.cli;

import ai.inhouse.jobs.Doctor;
import picocli.CommandLine.Command;

/// `inhouse doctor`: what this machine has, and what to fix.
@Command(
        name = "doctor",
        description = "Check this machine: JDK, native libraries, cores, memory, disk, GPU.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse doctor --json"})
final class DoctorCommand extends Subcommand {
    @Override
    public Integer call() {
        Doctor.Report report = Doctor.examine(workspaceFolder());
        StringBuilder text = new StringBuilder();
        for (Doctor.Finding finding : report.findings()) {
            text.append(
                    "%-4s %-18s %s%n"
                            .formatted(
                                    finding.good() ? "ok" : "FIX",
                                    finding.what(),
                                    finding.found()));
            if (!finding.good()) {
                text.append("     %s%n".formatted(finding.next()));
            }
        }
        done(report, text.toString());
        return report.healthy() ? 0 : 1;
    }
}
