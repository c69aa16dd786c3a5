#include "core/io/safetensors.h"
#include "core/store/run_arrays.h"
#include "tests/core/engine/shifted_runs.h"
#include "tests/support/test_entry.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace modalscope::tst_shift_gap_by_hand {

namespace {

std::vector<float> floatsOf(const TensorBytes& tensor)
{
    std::vector<float> values(tensor.bytes.size() / sizeof(float));
    std::memcpy(values.data(), tensor.bytes.data(), tensor.bytes.size());
    return values;
}

using Rows = std::vector<std::vector<double>>;

Rows rowsOf(const ArrayD& array)
{
    Rows rows;
    for (std::int64_t i = 0; i < array.rows(); ++i)
        rows.emplace_back(array.row(i).begin(), array.row(i).end());
    return rows;
}

double normOf(const std::vector<double>& row)
{
    double sum = 0;
    for (const double value : row)
        sum += value * value;
    return std::sqrt(sum);
}

/// Δ of two sets of rows by its definition.
std::vector<double> meanDifference(const Rows& x, const Rows& y)
{
    std::vector<double> difference(x.front().size(), 0.0);
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t d = 0; d < difference.size(); ++d)
            difference[d] += (x[i][d] / normOf(x[i]) - y[i][d] / normOf(y[i])) / double(x.size());
    return difference;
}

/// x̂ moved by `share` of Δ/‖Δ‖, of the same length as before.
std::vector<double> movedRow(std::vector<double> row, const std::vector<double>& difference, double share)
{
    const double length = normOf(row), gap = normOf(difference);
    for (std::size_t d = 0; d < row.size(); ++d)
        row[d] = row[d] / length + share * difference[d] / gap;
    const double after = normOf(row);
    for (double& value : row)
        value *= length / after;
    return row;
}

/// −ln softmax(logits)[label] and whether the label's logit is the largest.
std::pair<double, bool> judged(const std::vector<double>& logits, int label)
{
    double sum = 0;
    for (const double value : logits)
        sum += std::exp(value);
    return {std::log(sum) - logits[std::size_t(label)],
        std::max_element(logits.begin(), logits.end()) - logits.begin() == label};
}

} // namespace

/// Protects the numbers of shifted features: they are those that a head worked out by hand says.
class TestShiftGapByHand : public QObject, ShiftedRuns {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { train("concat", experimentOf(MethodKind::Concat)); }

    /// One linear head over joined features: everything follows from features.h5 and its weights.
    void movedByHand()
    {
        constexpr double kShift = 0.7; // in gaps
        const auto said = shift("concat", {kShift});
        QVERIFY2(said, messageOf(said).c_str());
        auto stored = readPredictions(folder("concat") / "predictions.h5").value();
        QVERIFY(readFeatures(folder("concat") / "features.h5", stored));
        const auto& test = stored.at("test");
        auto x = rowsOf(test.features[0]), y = rowsOf(test.features[1]);
        const auto z = rowsOf(test.features[2]);
        const auto difference = meanDifference(x, y);
        const double gap = normOf(difference);
        QVERIFY(std::abs(said.value().distance - gap) < 1e-6);
        QVERIFY(std::abs(said.value().shifts[0].shift - kShift * gap) < 1e-6);
        for (auto& row : x)
            row = movedRow(row, difference, -kShift * gap / 2);
        for (auto& row : y)
            row = movedRow(row, difference, kShift * gap / 2);
        const auto after = meanDifference(x, y);
        QVERIFY(std::abs(said.value().shifts[0].distance - normOf(after)) < 1e-6);
        double along = 0;
        for (std::size_t d = 0; d < after.size(); ++d)
            along += after[d] * difference[d] / gap;
        QVERIFY(std::abs(said.value().shifts[0].along - along) < 1e-6);

        const auto file = readSafetensors(folder("concat") / "checkpoint.safetensors").value();
        const auto weight = floatsOf(file.tensors.at("weights/head.weight"));
        const auto bias = floatsOf(file.tensors.at("weights/head.bias"));
        const auto classes = bias.size(), width = weight.size() / classes, each = x.front().size();
        double fusedLoss = 0, ownLoss = 0;
        int fusedRight = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            std::vector<double> fused(classes, 0.0), own(classes, 0.0);
            for (std::size_t c = 0; c < classes; ++c) {
                fused[c] = bias[c];
                own[c] = double(bias[c]) / 3; // its share of the head
                for (std::size_t d = 0; d < each; ++d) {
                    const auto* row = &weight[c * width];
                    fused[c] += row[d] * x[i][d] + row[each + d] * y[i][d] + row[2 * each + d] * z[i][d];
                    own[c] += row[each + d] * y[i][d];
                }
            }
            const auto [loss, isRight] = judged(fused, test.labels[i]);
            fusedLoss += loss / double(x.size());
            fusedRight += isRight ? 1 : 0;
            ownLoss += judged(own, test.labels[i]).first / double(x.size());
        }
        const auto& score = said.value().shifts[0];
        QVERIFY(std::abs(score.fused.loss - fusedLoss) < 1e-5);
        QCOMPARE(score.fused.accuracy, double(fusedRight) / double(x.size()));
        QVERIFY(std::abs(score.modalities[1].loss - ownLoss) < 1e-5);
    }
};

TEST_ENTRY(TestShiftGapByHand, NoApplication)

} // namespace modalscope::tst_shift_gap_by_hand

#include "tst_shift_gap_by_hand.moc"
