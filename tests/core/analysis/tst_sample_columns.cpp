#include "core/analysis/sample_columns.h"
#include "core/data/filter_expression.h"
#include "core/store/run_arrays.h"
#include "core/store/workspace.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <set>

namespace modalscope::tst_sample_columns {

namespace {

ArrayD rowsOfScores(const std::vector<std::vector<double>>& rows)
{
    ArrayD out({std::int64_t(rows.size()), std::int64_t(rows.front().size())});
    for (std::size_t i = 0; i < rows.size(); ++i)
        std::copy(rows[i].begin(), rows[i].end(), out.row(std::int64_t(i)).begin());
    return out;
}

bool isNear(float a, double b)
{
    return std::abs(double(a) - b) < 1e-6;
}

const ValueColumn& column(const std::vector<ValueColumn>& columns, const std::string& name)
{
    const auto* found = findColumn(columns, name);
    if (found == nullptr)
        qFatal("there is no column %s", name.c_str());
    return *found;
}

/// Two classes, three samples; probabilities of the fusion 3/4 and 1/4 in the first.
Predictions threeSamples()
{
    const double third = std::log(3);
    Predictions said;
    said.modalities = {"image", "audio"};
    said.labels = {0, 1, 0};
    said.logits
        = {rowsOfScores({{third, 0}, {third, 0}, {0, 0}}), rowsOfScores({{0, 0}, {1000, -1000}, {third, 0}})};
    said.fused = rowsOfScores({{third, 0}, {0, 0}, {0, third}});
    said.presence = {{1, 1, 1}, {1, 1, 0}};
    return said;
}

Dataset twoClasses()
{
    Dataset dataset;
    dataset.classNames = {"cat", "dog"};
    dataset.modalities.resize(2);
    dataset.modalities[0].name = "image";
    dataset.modalities[1].name = "audio";
    Split test;
    test.name = "test";
    test.size = 3;
    test.classes = {0, 1, 0};
    test.presence = {{}, {1, 1, 0}};
    test.columns = {{"speaker", std::vector<std::string>{"ann", "bob", "ann"}},
        {"Entropy", std::vector<double>{7, 8, 9}}, {"ids", std::vector<std::string>{"s0", "s1", "s2"}}};
    dataset.splits = {test};
    return dataset;
}

} // namespace

/// Protects: what is known of each sample, to the numbers, and the names by which filters find it.
class TestSampleColumns : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesByHand()
    {
        const auto said = threeSamples();
        const auto dataset = twoClasses();
        const std::vector<std::int64_t> rows{0, 1, 2};
        const auto columns = sampleColumns(
            {.said = &said, .weighting = SampleWeighting::Entropy, .dataset = &dataset, .split = "test"},
            rows);
        std::vector<std::string> names;
        for (const auto& one : columns)
            names.push_back(one.name);
        QCOMPARE(names,
            (std::vector<std::string>{"class", "prediction", "wrong", "confidence", "entropy",
                "entropy image", "prediction image", "wrong image", "entropy audio", "prediction audio",
                "wrong audio", "weight image", "weight audio", "has image", "has audio", "id", "speaker",
                "Entropy (dataset)"}));
        QCOMPARE(column(columns, "class").codes, (std::vector<std::int32_t>{0, 1, 0}));
        QCOMPARE(column(columns, "class").categories, (std::vector<std::string>{"cat", "dog"}));
        // fused 3/4 : 1/4, 1/2 : 1/2 (the first of equals), 1/4 : 3/4
        QCOMPARE(column(columns, "prediction").codes, (std::vector<std::int32_t>{0, 0, 1}));
        QCOMPARE(column(columns, "wrong").numbers, (std::vector<float>{0, 1, 1}));
        QVERIFY(isNear(column(columns, "confidence").numbers[0], 0.75));
        QVERIFY(isNear(column(columns, "confidence").numbers[1], 0.5));
        const double quarter = 0.75 * std::log(4 / 3.0) + 0.25 * std::log(4);
        QVERIFY(isNear(column(columns, "entropy").numbers[0], quarter));
        QVERIFY(isNear(column(columns, "entropy").numbers[1], std::log(2)));
        QVERIFY(isNear(column(columns, "entropy image").numbers[0], quarter));
        QCOMPARE(column(columns, "entropy audio").numbers[1], 0.0F); // sure of itself
        QVERIFY(std::isnan(column(columns, "entropy audio").numbers[2])); // absent
        QCOMPARE(column(columns, "prediction audio").codes, (std::vector<std::int32_t>{0, 0, -1}));
        QVERIFY(std::isnan(column(columns, "wrong audio").numbers[2]));
        const double first = std::exp(-quarter) / (std::exp(-quarter) + std::exp(-std::log(2)));
        QVERIFY(isNear(column(columns, "weight image").numbers[0], first));
        QVERIFY(isNear(column(columns, "weight audio").numbers[0], 1 - first));
        QCOMPARE(column(columns, "weight image").numbers[2], 1.0F);
        QCOMPARE(column(columns, "has audio").numbers, (std::vector<float>{1, 1, 0}));
        QCOMPARE(column(columns, "speaker").codes, (std::vector<std::int32_t>{0, 1, 0}));
        QCOMPARE(column(columns, "Entropy (dataset)").numbers, (std::vector<float>{7, 8, 9}));
        QCOMPARE(predictedModalities(columns), (std::vector<std::string>{"image", "audio"}));
    }

    void filtersKnowTheNames()
    {
        const auto said = threeSamples();
        const auto dataset = twoClasses();
        const std::vector<std::int64_t> rows{0, 1, 2};
        const auto columns = sampleColumns({.said = &said, .dataset = &dataset}, rows);
        const auto found = [&](const char* text) {
            const auto filter = FilterExpression::parse(text);
            if (!filter)
                qFatal("%s", filter.error().message.c_str());
            const auto mask = filter.value().select(columns, 3);
            if (!mask)
                qFatal("%s", mask.error().message.c_str());
            return toText(mask.value());
        };
        QCOMPARE(found("class == 1 and wrong and entropy > 0.6"), std::string("1"));
        QCOMPARE(found("class == cat and not wrong"), std::string("0"));
        QCOMPARE(found("\"has audio\" == 0"), std::string("2"));
        QCOMPARE(found("\"entropy audio\" < 0.1"), std::string("1"));
    }

    void onlyTheRowsThatAreShown()
    {
        const auto said = threeSamples();
        const auto dataset = twoClasses();
        const std::vector<std::int64_t> rows{0, 2};
        const auto columns = sampleColumns({.said = &said, .dataset = &dataset}, rows);
        for (const auto& one : columns)
            QCOMPARE(one.size(), std::size_t(2));
        QCOMPARE(column(columns, "wrong").numbers, (std::vector<float>{0, 1}));
        QCOMPARE(column(columns, "id").category(1), std::string_view("s2"));
    }

    void probabilitiesAreTakenAsTheyAre()
    {
        Predictions said;
        said.modalities = {"image"};
        said.labels = {1, -1};
        said.fused = rowsOfScores({{0.25, 0.75}, {NAN, 0.5}});
        said.fusedAreProbabilities = true;
        said.logits = {ArrayD()}; // a network without heads of its own
        const std::vector<std::int64_t> rows{0, 1};
        const auto columns = sampleColumns({.said = &said}, rows);
        QCOMPARE(column(columns, "class").categories, (std::vector<std::string>{"0", "1"}));
        QCOMPARE(column(columns, "class").codes, (std::vector<std::int32_t>{0 + 1, -1}));
        QVERIFY(isNear(column(columns, "confidence").numbers[0], 0.75));
        QVERIFY(std::isnan(column(columns, "confidence").numbers[1]));
        QVERIFY(std::isnan(column(columns, "wrong").numbers[1]));
        QCOMPARE(column(columns, "prediction").codes[1], -1);
        QVERIFY(findColumn(columns, "wrong image") == nullptr);
        QVERIFY(predictedModalities(columns).empty());
    }

    void onlyMethodsThatWeighEachSampleHaveWeights()
    {
        MethodOptions method;
        method.kind = MethodKind::Mla;
        QVERIFY(sampleWeighting(method) == SampleWeighting::Entropy);
        method.mla.fusion = MlaFusion::Mean;
        QVERIFY(sampleWeighting(method) == SampleWeighting::None);
        method.kind = MethodKind::Late;
        QVERIFY(sampleWeighting(method) == SampleWeighting::None);
        method.kind = MethodKind::Qmf;
        QVERIFY(sampleWeighting(method) == SampleWeighting::Energy);
        const auto said = threeSamples();
        const std::vector<std::int64_t> rows{0, 1, 2};
        const auto columns = sampleColumns({.said = &said, .weighting = SampleWeighting::Energy}, rows);
        QVERIFY(isNear(column(columns, "weight image").numbers[0], std::log(3 + 1) / 10)); // e^ln3 + e^0
        QVERIFY(isNear(column(columns, "weight audio").numbers[1], 100)); // 1000 / 10
        QCOMPARE(column(columns, "weight audio").numbers[2], 0.0F); // absent
    }

    void aFileOfFeaturesKnowsLabelAndId()
    {
        FeatureSet set;
        set.names = {"a", "b"};
        set.rows = {0, 4, 9};
        set.total = 10;
        set.labels = {2, -1, 0};
        set.classNames = {"x", "x", "y"};
        set.ids = {"p", "q", "p"};
        set.features = {Array({3, 2}), Array({3, 1})};
        set.features[1].values[1] = NAN;
        set.absent = {0, 1};
        const auto columns = sampleColumns(set);
        QCOMPARE(columns.size(), std::size_t(3));
        QCOMPARE(column(columns, "class").categories, (std::vector<std::string>{"x", "x (1)", "y"}));
        QCOMPARE(column(columns, "class").codes, (std::vector<std::int32_t>{2, -1, 0}));
        QCOMPARE(column(columns, "has b").numbers, (std::vector<float>{1, 0, 1}));
        QCOMPARE(column(columns, "id").codes, (std::vector<std::int32_t>{0, 1, 0}));
        set.labels = {2'000'000'000, 1, 1}; // no names for two thousand million classes
        QVERIFY(!column(sampleColumns(set), "class").isCategorical());
        QVERIFY(sampleColumns(FeatureSet{}).empty());
    }

    void ofAStoredRun()
    {
        QTemporaryDir folder;
        StoredRun run;
        run.folder = folder.path().toStdString();
        QVERIFY(writePredictions(run.folder / "predictions.h5", {{"test", threeSamples()}}));
        const auto dataset = twoClasses();
        const std::vector<std::int64_t> rows{1, 2};
        const auto columns = sampleColumnsOfRun(run, &dataset, "test", rows);
        QVERIFY2(columns, columns ? "" : columns.error().message.c_str());
        QCOMPARE(column(columns.value(), "wrong").numbers, (std::vector<float>{1, 1}));
        QVERIFY(findColumn(columns.value(), "weight image") != nullptr); // MLA by default
        const auto other = sampleColumnsOfRun(run, nullptr, "valid", rows);
        QVERIFY(!other && other.error().message.find("has no predictions of valid") != std::string::npos);
        const std::vector<std::int64_t> beyond{7};
        QVERIFY(!sampleColumnsOfRun(run, &dataset, "test", beyond)); // and reads nothing outside
        run.folder /= "nowhere";
        QVERIFY(!sampleColumnsOfRun(run, nullptr, "test", rows));
    }
};

TEST_ENTRY(TestSampleColumns, NoApplication)

} // namespace modalscope::tst_sample_columns

#include "tst_sample_columns.moc"
