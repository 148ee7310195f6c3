package ai.inhouse.corpus.pii.secret;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// A key or token in the form that a provider gives its own.
public final class ProviderKey implements Recognizer {
    /// Those of Amazon, GitHub, GitLab, Slack, Google, OpenAI, Anthropic, Stripe, SendGrid, npm,
    /// PyPI, Hugging Face, Twilio, DigitalOcean, Shopify, Databricks, Grafana, Atlassian, New
    /// Relic, Mailgun, Linear, Figma, HashiCorp, Square, Telegram, Discord, Docker, Postman and
    /// age.
    private static final Pattern FORM =
            Pattern.compile(
                    "(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}"
                            + "|gh[pousr]_[A-Za-z0-9]{36,251}|github_pat_[A-Za-z0-9_]{40,100}"
                            + "|gl(?:pat|dt|rt|ptt|sa)[-_][A-Za-z0-9_-]{20,60}"
                            + "|xox[abeoprs]-[A-Za-z0-9-]{10,250}|xapp-[0-9]-[A-Za-z0-9-]{10,200}"
                            + "|AIza[A-Za-z0-9_-]{35}|ya29\\.[A-Za-z0-9_-]{20,200}|GOCSPX-[A-Za-z0-9_-]{28}"
                            + "|sk-(?:ant-|proj-|svcacct-|or-v1-)?[A-Za-z0-9_-]{20,250}"
                            + "|[sr]k_(?:live|test)_[A-Za-z0-9]{16,200}|whsec_[A-Za-z0-9]{24,64}"
                            + "|SG\\.[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{32,64}"
                            + "|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,250}|hf_[A-Za-z0-9]{30,40}"
                            + "|(?:AC|SK)[0-9a-f]{32}|do[por]_v1_[0-9a-f]{64}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"
                            + "|dapi[0-9a-f]{32}|ATATT3[A-Za-z0-9_=-]{40,250}|NRAK-[A-Z0-9]{27}"
                            + "|key-[0-9a-f]{32}|lin_api_[A-Za-z0-9]{32,64}|figd_[A-Za-z0-9_-]{32,64}"
                            + "|hv[sbr]\\.[A-Za-z0-9_-]{24,200}|sq0(?:atp|csp)-[A-Za-z0-9_-]{22,64}"
                            + "|dckr_pat_[A-Za-z0-9_-]{20,40}|PMAK-[0-9a-f]{24}-[0-9a-f]{34}"
                            + "|AGE-SECRET-KEY-1[A-Z0-9]{58}");

    private static final Pattern TELEGRAM = Pattern.compile("\\d{8,10}:AA[A-Za-z0-9_-]{33}");

    @Override
    public String label() {
        return "api_key";
    }

    @Override
    public Category category() {
        return Category.SECRET;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.CODE, Anchor.NUMBER);
    }

    @Override
    public int minimumLength() {
        return 8;
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        place.match(place.anchor() == Anchor.CODE ? FORM : TELEGRAM)
                .filter(m -> m.group().chars().anyMatch(Character::isDigit))
                .map(m -> finding(Certainty.PROOF, m))
                .ifPresent(found);
    }
}
