package ai.inhouse.tuning;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The answers that documents give to one question. Answers of which one contains the other agree,
/// and the shorter one speaks for both.
final class AnswerVote {
    private final List<Camp> camps = new ArrayList<>();

    private static final class Camp {
        private final Set<String> documents = new HashSet<>();
        private String answer;

        Camp(String answer) {
            this.answer = answer;
        }
    }

    void add(MadeQuestion question) {
        for (Camp camp : camps) {
            if (agree(camp.answer, question.answer())) {
                if (question.answer().length() < camp.answer.length()) {
                    camp.answer = question.answer();
                }
                camp.documents.add(question.origin().document());
                return;
            }
        }
        Camp camp = new Camp(question.answer());
        camp.documents.add(question.origin().document());
        camps.add(camp);
    }

    private static boolean agree(String one, String other) {
        String a = " " + Questions.key(one) + " ";
        String b = " " + Questions.key(other) + " ";
        return a.contains(b) || b.contains(a);
    }

    /// The answer with the most documents behind it; empty where two have as many.
    Optional<String> winner() {
        int most = camps.stream().mapToInt(camp -> camp.documents.size()).max().orElse(0);
        List<Camp> first = camps.stream().filter(camp -> camp.documents.size() == most).toList();
        return first.size() == 1 ? Optional.of(first.getFirst().answer) : Optional.empty();
    }
}
