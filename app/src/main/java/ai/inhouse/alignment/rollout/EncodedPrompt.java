package ai.inhouse.alignment.rollout;

import ai.inhouse.alignment.reward.AskedPrompt;
import ai.inhouse.tokens.Chat;
import java.util.ArrayList;
import java.util.List;

/// A prompt and its tokens, up to where the answer begins.
public record EncodedPrompt(AskedPrompt asked, int[] ids) {
    /// The prompts of so many tokens at most.
    public static List<EncodedPrompt> fitting(List<AskedPrompt> prompts, Chat chat, int most) {
        List<EncodedPrompt> fitting = new ArrayList<>();
        for (AskedPrompt prompt : prompts) {
            int[] ids = chat.encodePrompt(prompt.messages(), List.of());
            if (ids.length <= most) {
                fitting.add(new EncodedPrompt(prompt, ids));
            }
        }
        return fitting;
    }
}
