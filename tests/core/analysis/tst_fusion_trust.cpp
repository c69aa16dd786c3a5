#include "core/analysis/fusion_trust.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>
#include <random>

namespace modalscope::tst_fusion_trust {

namespace {

ArrayD scores(const std::vector<std::vector<double>>& rows)
{
    ArrayD out({std::int64_t(rows.size()), std::int64_t(rows.front().size())});
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy(rows[i].begin(), rows[i].end(), out.row(std::int64_t(i)).begin());
    return out;
}

bool isNear(double a, double b)
{
    return std::abs(a - b) < 1e-12;
}

} // namespace

/// Protects: the weights of entropy fusion and what follows from them for each sample.
class TestFusionTrust : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesByHand()
    {
        Predictions said;
        said.modalities = {"image", "audio"};
        said.labels = {0, 1, 0};
        const double third = std::log(3); // probabilities 3/4 and 1/4
        said.logits = {scores({{third, 0}, {third, 0}, {0, 0}}), scores({{0, 0}, {1000, -1000}, {third, 0}})};
        said.fused = scores({{1, 0}, {1, 0}, {0, 1}}); // right, wrong, wrong
        said.presence = {{1, 1, 1}, {1, 1, 0}};
        const auto trust = fusionTrust(said);
        const double quarter = 0.75 * std::log(4 / 3.0) + 0.25 * std::log(4);
        const double half = std::log(2);
        QVERIFY(isNear(trust.entropy[0][0], quarter));
        QVERIFY(isNear(trust.entropy[1][0], half));
        QCOMPARE(trust.entropy[1][1], 0.0); // sure of itself: 0 · ln 0 is 0
        QVERIFY(std::isnan(trust.entropy[1][2]) && !trust.isPresent(1, 2));
        const double first = std::exp(-quarter) / (std::exp(-quarter) + std::exp(-half));
        QVERIFY(isNear(trust.weight[0][0], first) && isNear(trust.weight[1][0], 1 - first));
        QVERIFY(isNear(trust.weight[0][1], std::exp(-quarter) / (std::exp(-quarter) + 1)));
        QCOMPARE(trust.weight[0][2], 1.0);
        QCOMPARE(trust.weight[1][2], 0.0);
        QCOMPARE(trust.trusted, (std::vector<int>{0, 1, 0}));
        QCOMPARE(trust.fusedRight, (std::vector<std::uint8_t>{1, 0, 0}));
        const auto& image = trust.modalities[0];
        QCOMPARE(image.present, std::int64_t(3));
        QCOMPARE(image.trusted, std::int64_t(2));
        QCOMPARE(image.right, std::int64_t(2)); // of equal logits the first class
        QCOMPARE(image.rightWhenTrusted, std::int64_t(2));
        QCOMPARE(image.fusedRightWhenTrusted, std::int64_t(1));
        const auto& audio = trust.modalities[1];
        QCOMPARE(audio.present, std::int64_t(2));
        QCOMPARE(audio.trusted, std::int64_t(1));
        QCOMPARE(audio.right, std::int64_t(1));
        QCOMPARE(audio.rightWhenTrusted, std::int64_t(0));
        QVERIFY(trust.notes.empty());
    }

    void weightsSumToOneOverWhatIsPresent()
    {
        constexpr int kSamples = 200;
        std::mt19937 random(3);
        std::normal_distribution<double> normal;
        Predictions said;
        said.modalities = {"a", "b", "c"};
        said.logits.assign(3, ArrayD({kSamples, 5}));
        for (auto& logits : said.logits)
            for (auto& value : logits.values)
                value = 3 * normal(random);
        said.fused = said.logits[0];
        said.presence.assign(3, std::vector<std::uint8_t>(kSamples, 1));
        for (int i = 0; i < kSamples; ++i) {
            said.labels.push_back(i % 5);
            for (std::size_t m = 0; m < 3; ++m)
                said.presence[m][std::size_t(i)] = std::uint8_t(random() % 3 != 0);
        }
        const auto trust = fusionTrust(said);
        std::int64_t trusted = 0;
        for (std::size_t i = 0; i < kSamples; ++i) {
            double sum = 0;
            for (std::size_t m = 0; m < 3; ++m) {
                sum += trust.weight[m][i];
                QCOMPARE(trust.isPresent(m, i), said.presence[m][i] != 0);
                QVERIFY(trust.isPresent(m, i) || trust.weight[m][i] == 0);
                QVERIFY(!trust.isPresent(m, i) || trust.entropy[m][i] <= std::log(5) + 1e-12);
                if (trust.trusted[i] >= 0)
                    QVERIFY(trust.weight[m][i] <= trust.weight[std::size_t(trust.trusted[i])][i]);
            }
            QVERIFY(isNear(sum, trust.trusted[i] < 0 ? 0 : 1));
        }
        for (const auto& modality : trust.modalities)
            trusted += modality.trusted;
        const auto nothing = std::count(trust.trusted.begin(), trust.trusted.end(), -1);
        QVERIFY(nothing > 0);
        QCOMPARE(trusted + nothing, std::int64_t(kSamples));
        QCOMPARE(trust.notes.size(), std::size_t(1));
        QVERIFY(trust.notes[0].starts_with("Nothing to trust in "));
    }

    void whatSaysNothingIsLeftOut()
    {
        Predictions said;
        said.modalities = {"image", "audio"};
        said.labels = {0, 1};
        said.fused = scores({{1, 0}, {1, 0}});
        said.logits = {{}, scores({{1, 0}, {std::nan(""), 0}})};
        const auto trust = fusionTrust(said);
        QCOMPARE(trust.modalities.size(), std::size_t(1));
        QCOMPARE(trust.modalities[0].present, std::int64_t(1));
        QCOMPARE(trust.trusted, (std::vector<int>{0, -1}));
        QCOMPARE(trust.notes.size(), std::size_t(3));
        said.logits.clear();
        QVERIFY(fusionTrust(said).isEmpty());
        QVERIFY(fusionTrust({}).isEmpty());
    }
};

TEST_ENTRY(TestFusionTrust, NoApplication)

} // namespace modalscope::tst_fusion_trust

#include "tst_fusion_trust.moc"
