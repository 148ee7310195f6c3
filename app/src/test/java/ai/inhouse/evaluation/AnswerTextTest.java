package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AnswerTextTest {
    @Test
    void dropsCasePunctuationAndArticlesAsSquadDoes() {
        assertThat(AnswerText.words("The Eiffel-Tower, a  landmark!"))
                .containsExactly("eiffeltower", "landmark");
        assertThat(AnswerText.words("An apple; another theatre"))
                .containsExactly("apple", "another", "theatre");
        assertThat(AnswerText.words("It's “the” one…")).containsExactly("its", "one");
        assertThat(AnswerText.words("the")).isEmpty();
    }

    @Test
    void findsAnswersAsWholeWords() {
        assertThat(AnswerText.contained("10 days", "You get 10 days, always.")).isTrue();
        assertThat(AnswerText.contained("10", "In 2010.")).isFalse();
        assertThat(AnswerText.contained("10 days", "10 of the 12 days")).isFalse();
        assertThat(AnswerText.contained("the", "the")).isFalse();
    }

    @Test
    void weighsPrecisionAndRecallOverWords() {
        assertThat(AnswerText.f1("blue steel", "steel")).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(AnswerText.f1("a cat cat", "cat dog")).isCloseTo(0.5, within(1e-12));
        assertThat(AnswerText.f1("cat", "dog")).isZero();
        assertThat(AnswerText.f1("cat", "")).isZero();
    }

    @Test
    void knowsCompatibilityForms() {
        assertThat(AnswerText.same("940 euros", "940\u00a0Euros.")).isTrue();
    }
}
