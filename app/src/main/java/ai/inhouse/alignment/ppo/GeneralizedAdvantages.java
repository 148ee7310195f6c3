package ai.inhouse.alignment.ppo;

/// By how much an answer's tokens turned out better than expected (Schulman et al. 2016, equation
/// 16): `A_t = sum_l (gamma lambda)^l delta_(t+l)`, where `delta_t = r_t + gamma V_(t+1) - V_t` and
/// nothing is expected after the last token.
///
/// @param values one for each token
/// @param returns what the values should have been: `A_t + V_t`
record GeneralizedAdvantages(double[] values, double[] returns) {
    /// @param rewards one for each token
    /// @param expected what was expected before each token
    static GeneralizedAdvantages of(
            double[] rewards, double[] expected, double discount, double lambda) {
        int n = rewards.length;
        double[] values = new double[n];
        double[] returns = new double[n];
        double after = 0;
        for (int t = n - 1; t >= 0; t--) {
            double next = t + 1 < n ? expected[t + 1] : 0;
            double surprise = rewards[t] + discount * next - expected[t];
            after = surprise + discount * lambda * after;
            values[t] = after;
            returns[t] = after + expected[t];
        }
        return new GeneralizedAdvantages(values, returns);
    }
}
