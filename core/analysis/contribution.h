#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace modalscope {

/// Shapley value of each modality: φ_m = Σ over subsets S without m of |S|!·(M − |S| − 1)!/M! ·
/// (v(S ∪ m) − v(S)). `valueBySubset` [subset], 2^M values: bit i of the index says that modality i is
/// present, index 0 is nothing present. The values sum to v(all) − v(nothing). `modalities`: 1 .. 8.
/// [modality]; NaN where a value that counts is NaN.
/// Source: Shapley 1953, "A Value for n-Person Games"; `mla.md` 5: v = accuracy with the inputs of absent
/// modalities zeroed, v(nothing) = measured accuracy of the input that is zero everywhere.
std::vector<double> shapleyValues(std::span<const double> valueBySubset, int modalities);

/// What each modality is worth to each sample: Shapley values of v(S) = |S| when the prediction from S is
/// right, else 0. `rightBySubset` [subset][sample], subsets as above; the entry of nothing present may be
/// empty, it is worth 0 either way. [sample][modality]; with two modalities both get 1 when all three
/// predictions are right, and 1.5 and 0.5 when one modality alone is wrong.
/// Source: Wei et al. 2024, "Enhancing Multimodal Cooperation via Sample-level Modality Valuation".
std::vector<std::vector<double>> sampleValuation(
    const std::vector<std::vector<std::uint8_t>>& rightBySubset, int modalities);

/// How much accuracy is lost when one modality says nothing of the sample it stands beside.
struct PerceptualScore {
    double score; ///< accuracy − mean accuracy with the modality permuted across samples
    double relative; ///< score / accuracy; NaN when that is 0
};

/// `accuraciesWhenPermuted` [repetition], at least 5 for a number to report; without any, NaN.
/// Source: Gat et al. 2021, "Perceptual Score: What Data Modalities Does Your Model Perceive?".
PerceptualScore perceptualScore(double accuracy, std::span<const double> accuraciesWhenPermuted);

/// Conditional utilisation rate of a modality given all others: (A(f) − A(f without m)) / A(f); NaN when A(f)
/// is 0. Source: Wu et al. 2022, "Characterizing and Overcoming the Greedy Nature of Learning in Multi-modal
/// Deep Neural Networks".
double conditionalUtilisation(double accuracyAll, double accuracyWithout);

/// Area under a metric against the missing rate.
struct RobustnessArea {
    double area; ///< trapezoid rule, in the metric's unit times rate
    double relative; ///< area / (last rate − first rate): the mean of the metric over the rates
};

/// `rates` [point], ascending, each once; `values` [point]. NaN with fewer than two points or when a value
/// is. Source: Liang et al. 2021, "MultiBench", `relative_robustness`, which is the area at rates 0, 0.1, ..;
/// the program then scales it to 0 .. 1 among stored tables, which is not done here.
RobustnessArea robustnessArea(std::span<const double> rates, std::span<const double> values);

/// How much better than a baseline a method holds up, beyond being better where nothing is missing.
struct EffectiveRobustness {
    double sum; ///< Σ over rates of value − (baseline + first value − first baseline); the first adds 0
    double mean; ///< sum / number of rates, the first included: does not grow with the number of rates
};

/// `rates`, `values` and `baselineValues` [point], the same points; conditions as above, but one point is
/// enough. Positive = better than the baseline, for a metric where more is better. The distances of rates do
/// not count, as in the source. Source: MultiBench, `effective_robustness` (`sum`; baseline = late fusion).
EffectiveRobustness effectiveRobustness(
    std::span<const double> rates, std::span<const double> values, std::span<const double> baselineValues);

} // namespace modalscope
