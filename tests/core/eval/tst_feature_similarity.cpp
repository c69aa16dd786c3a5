#include "core/eval/feature_similarity.h"
#include "core/eval/similarity_report.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_feature_similarity {

namespace {

FeatureSimilarity compared(const std::vector<double>& complete, const std::vector<double>& missing,
    std::int64_t samples, std::int64_t positions, std::int64_t channels)
{
    SimilaritySums sums;
    sums.add({complete, samples, positions, channels}, {missing, samples, positions, channels});
    return sums.similarity();
}

/// [6, 4, 3]; `shift` 0 or 1. numpy has the same: sin(1.7 i + 0.9 p² + 0.6 c (s + 1) + 0.3 s) + c / 4 + 2.
std::vector<double> waves(int shift)
{
    std::vector<double> values;
    for (int i = 0; i < 6; ++i)
        for (int p = 0; p < 4; ++p)
            for (int c = 0; c < 3; ++c)
                values.push_back(
                    std::sin(1.7 * i + 0.9 * p * p + 0.6 * c * (shift + 1) + 0.3 * shift) + 0.25 * c + 2.0);
    return values;
}

bool isNear(double value, double expected, double tolerance = 1e-12)
{
    return std::abs(value - expected) <= tolerance;
}

} // namespace

/// Protects the four measures of how alike features are: their values, that batches do not matter, and that
/// what is not defined is counted and never taken for a number.
class TestFeatureSimilarity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void worksOutByHand()
    {
        // Two samples of one position: (3, 4) against (4, 3), and (1, 0) against (0, 2).
        const auto said = compared({3, 4, 1, 0}, {4, 3, 0, 2}, 2, 1, 2);
        QVERIFY(isNear(said.cosine.mean, (24.0 / 25 + 0) / 2));
        QVERIFY(isNear(said.cosine.deviation, 0.96 / std::sqrt(2.0)));
        QVERIFY(isNear(said.tokenCosine.mean, said.cosine.mean));
        QVERIFY(isNear(said.relativeDistance.mean, (std::sqrt(2.0) / 5 + std::sqrt(5.0)) / 2));
        QCOMPARE(said.cosine.n, std::int64_t(2));
        // Centred, two samples lie on one line in either feature: CKA is 1 whatever its direction.
        QVERIFY(isNear(said.cka, 1));
        QCOMPARE(said.samples, std::int64_t(2));
    }

    void ckaByHand()
    {
        // Centred X = (1, 0, -1), Y = (1, -2, 1): uncorrelated, so 0; Y = (1, 1, -2): (3)² / (2 · 6).
        QVERIFY(isNear(compared({6, 5, 4}, {1, -2, 1}, 3, 1, 1).cka, 0));
        QVERIFY(isNear(compared({6, 5, 4}, {1, 1, -2}, 3, 1, 1).cka, 9.0 / 12));
    }

    void agreesWithNumpy()
    {
        const auto said = compared(waves(0), waves(1), 6, 4, 3);
        QVERIFY(isNear(said.cosine.mean, 0.9622569569935124));
        QVERIFY(isNear(said.cosine.deviation, 0.006280323379424678));
        QVERIFY(isNear(said.tokenCosine.mean, 0.980096416606752));
        QVERIFY(isNear(said.tokenCosine.deviation, 0.005288119142866623));
        QVERIFY(isNear(said.relativeDistance.mean, 0.2819006131335445));
        QVERIFY(isNear(said.relativeDistance.deviation, 0.03138452557825436));
        QVERIFY(isNear(said.cka, 0.9110488707483488, 1e-10));
    }

    void batchesDoNotMatter()
    {
        const auto x = waves(0), y = waves(1);
        SimilaritySums sums;
        for (const auto& [first, count] : {std::pair(0, 1), {1, 3}, {4, 0}, {4, 2}}) {
            const auto part = [&, from = first, many = count](const std::vector<double>& all) {
                return FeatureRows{{all.data() + from * 12, std::size_t(many) * 12}, many, 4, 3};
            };
            sums.add(part(x), part(y));
        }
        const auto whole = compared(x, y, 6, 4, 3), parts = sums.similarity();
        QCOMPARE(parts.samples, whole.samples);
        QVERIFY(isNear(parts.cosine.mean, whole.cosine.mean));
        QVERIFY(isNear(parts.cosine.deviation, whole.cosine.deviation));
        QVERIFY(isNear(parts.tokenCosine.mean, whole.tokenCosine.mean));
        QVERIFY(isNear(parts.cka, whole.cka));
    }

    void equalFeaturesAreExactlyAlike()
    {
        const auto said = compared(waves(0), waves(0), 6, 4, 3);
        QCOMPARE(said.cosine.mean, 1.0);
        QCOMPARE(said.tokenCosine.mean, 1.0);
        QCOMPARE(said.relativeDistance.mean, 0.0);
        QVERIFY(isNear(said.cka, 1));
    }

    void aLargeMeanCostsNoDigits()
    {
        auto x = waves(0), y = waves(1);
        for (auto* values : {&x, &y})
            for (auto& value : *values)
                value += 1e4;
        QVERIFY(isNear(compared(x, y, 6, 4, 3).cka, 0.9110488707483488, 1e-8));
    }

    void zeroFeaturesAreCountedAndLeftOut()
    {
        // Sample 0: F_S is zero; 1: F is zero; 2: one of two positions is zero in F_S.
        const auto said
            = compared({1, 2, 3, 4, 0, 0, 0, 0, 1, 0, 0, 1}, {0, 0, 0, 0, 1, 1, 1, 1, 2, 0, 0, 0}, 3, 2, 2);
        QCOMPARE(said.cosine.undefined, std::int64_t(2));
        QCOMPARE(said.cosine.n, std::int64_t(1));
        QVERIFY(isNear(said.cosine.mean, 1 / std::sqrt(2.0)));
        QVERIFY(std::isnan(said.cosine.deviation));
        QCOMPARE(said.undefinedTokens, std::int64_t(5));
        QCOMPARE(said.tokenCosine.mean, 1.0);
        QCOMPARE(said.relativeDistance.undefined, std::int64_t(1));
        QVERIFY(isNear(said.relativeDistance.mean, (1 + 1) / 2.0));
    }

    void notFiniteIsNoNumber()
    {
        const auto said = compared({1, 2, 1, 3}, {NAN, 1, 1, 3}, 2, 1, 2);
        QCOMPARE(said.cosine.undefined, std::int64_t(1));
        QCOMPARE(said.relativeDistance.undefined, std::int64_t(1));
        QCOMPARE(said.cosine.mean, 1.0);
        QVERIFY(std::isnan(said.cka));
    }

    void aConstantFeatureHasNoCka()
    {
        QVERIFY(std::isnan(compared({1, 2, 3}, {0.1, 0.1, 0.1}, 3, 1, 1).cka));
        QVERIFY(std::isnan(compared({1, 2, 3}, {1e6, 1e6 + 0.06, 1e6}, 3, 1, 1).cka)); // rounding of float32
        QVERIFY(std::isnan(compared({1, 2}, {2, 1}, 1, 1, 2).cka)); // one sample
        QVERIFY(std::isnan(SimilaritySums().similarity().cosine.mean));
    }

    void oneValueHasNoAngle()
    {
        const auto said = compared({1, -2, 3}, {2, 2, 2}, 3, 1, 1);
        QCOMPARE(said.cosine.n, std::int64_t(0));
        QCOMPARE(said.tokenCosine.n, std::int64_t(0));
        QCOMPARE(said.relativeDistance.n, std::int64_t(3));
    }

    void notesTellWhatIsNotDefined()
    {
        SimilarityReport report;
        report.samples = 3;
        report.leftOut = 2;
        report.layers.push_back({{"encoder.a", "a", FeatureGroup::Encoder},
            compared({1, 2, 3, 4, 5, 7}, {0, 0, 3, 4, 5, 7}, 3, 1, 2), {}});
        auto notes = similarityNotes(report);
        QCOMPARE(notes.size(), std::size_t(2));
        QVERIFY2(notes[0].find("a (pretrained) 1 of 3") != std::string::npos, notes[0].c_str());
        QVERIFY2(notes[1].find("2 samples") != std::string::npos, notes[1].c_str());
        report.layers.front().pretrained = compared(waves(0), waves(1), 6, 1, 12);
        report.layers.front().pretrained.samples = report.samples = 6;
        notes = similarityNotes(report);
        QVERIFY(notes.front().find("biased upwards") != std::string::npos); // 6 samples, 12 channels
    }
};

TEST_ENTRY(TestFeatureSimilarity, NoApplication)

} // namespace modalscope::tst_feature_similarity

#include "tst_feature_similarity.moc"
