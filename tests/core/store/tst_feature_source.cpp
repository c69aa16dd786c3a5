#include "core/store/epoch_features.h"
#include "core/store/feature_source.h"
#include "core/store/run_arrays.h"
#include "tests/support/fake_run.h"
#include "tests/support/small_dataset.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

namespace modalscope::tst_feature_source {

namespace {

/// Features that say which sample and modality they are of.
Predictions saidOf(int samples, double plus)
{
    Predictions said;
    said.modalities = {"image", "audio"};
    for (int i = 0; i < samples; ++i)
        said.labels.push_back(i % 3);
    for (int m = 0; m < 2; ++m) {
        ArrayD features({samples, 2});
        for (int i = 0; i < samples; ++i)
            features.row(i)[0] = i + plus, features.row(i)[1] = 100 * m;
        said.features.push_back(std::move(features));
        said.logits.push_back(ArrayD({samples, 3}));
    }
    said.fused = ArrayD({samples, 3});
    said.presence = {{}, std::vector<std::uint8_t>(std::size_t(samples), 1)};
    said.presence[1][1] = 0;
    return said;
}

} // namespace

/// Features of a stored run: kept epoch and further epochs, absent samples as NaN, sentences for what is not
/// there. Features of a dataset.
class TestFeatureSource : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::filesystem::path m_run;

private Q_SLOTS:
    void initTestCase()
    {
        const Workspace workspace(m_folder.path().toStdString());
        QVERIFY(workspace.create());
        m_run = writeFakeRun(workspace, "0123456789ab", "g", 0).folder; // kept epoch 2
        const std::map<std::string, Predictions> said{{"test", saidOf(6, 0)}};
        QVERIFY(writePredictions(m_run / "predictions.h5", said));
        QVERIFY(writeFeatures(m_run / "features.h5", said));
        KeptFeatures kept{{0, 2, 5}, saidOf(3, 50), ArrayD({3, 4})};
        kept.joined.values[5] = 7;
        QVERIFY(writeEpochFeatures(m_run / epochFeaturesFile(3), {{"test", kept}}));
    }

    void keptEpoch()
    {
        const auto set = featuresOfRun(m_run);
        QVERIFY2(bool(set), set ? "" : set.error().message.c_str());
        QCOMPARE(set.value().source, std::string("run 0123456789ab, epoch 2, test"));
        QCOMPARE(set.value().names, (std::vector<std::string>{"image", "audio"}));
        QCOMPARE(set.value().samples(), std::int64_t(6));
        QCOMPARE(set.value().labels, (std::vector<int>{0, 1, 2, 0, 1, 2}));
        QCOMPARE(set.value().absent, (std::vector<std::int64_t>{0, 1}));
        QCOMPARE(set.value().features[0].row(1)[0], 1.0f);
        QVERIFY(std::isnan(set.value().features[1].row(1)[0]));
        QCOMPARE(set.value().features[1].row(2)[1], 100.0f);
    }

    void furtherEpochs()
    {
        QCOMPARE(epochsWithFeatures(m_run), std::vector<int>{3});
        const auto set = featuresOfRun(m_run, {.modalities = {"audio", "fused"}, .epoch = 3});
        QVERIFY2(bool(set), set ? "" : set.error().message.c_str());
        QCOMPARE(set.value().rows, (std::vector<std::int64_t>{0, 2, 5}));
        QCOMPARE(set.value().names, (std::vector<std::string>{"audio", "fused"}));
        QCOMPARE(set.value().features[0].row(2)[0], 52.0f);
        QVERIFY(std::isnan(set.value().features[0].row(1)[0]));
        QCOMPARE(set.value().features[1].shape, (Shape{3, 4}));
        QCOMPARE(set.value().features[1].row(1)[1], 7.0f);
    }

    void someRows()
    {
        const auto set = featuresOfRun(m_run, {.mostRows = 4, .seed = 1});
        QVERIFY(set);
        QCOMPARE(set.value().samples(), std::int64_t(4));
        QCOMPARE(set.value().total, std::int64_t(6));
        for (std::int64_t i = 0; i < 4; ++i)
            QCOMPARE(set.value().features[0].row(i)[0], float(set.value().rows[std::size_t(i)]));
    }

    void whatIsNotThere_data()
    {
        QTest::addColumn<QString>("split");
        QTest::addColumn<QString>("modality");
        QTest::addColumn<int>("epoch");
        QTest::addColumn<QString>("says");
        const auto none = QString();
        QTest::newRow("split") << "train" << none << 0 << "no features of split train; use one of test";
        QTest::newRow("split of an epoch") << "valid" << none << 3 << "no features of split valid";
        QTest::newRow("modality") << "test"
                                  << "smell" << 0 << "it has those of audio, image";
        QTest::newRow("modality of an epoch") << "test"
                                              << "smell" << 3 << "it has those of image, audio";
        QTest::newRow("epoch") << "test" << none << 1 << "it has those of 3 and of the kept epoch, 2";
        QTest::newRow("fused") << "test"
                               << "fused" << 0 << "train.feature_epochs";
    }
    void whatIsNotThere()
    {
        QFETCH(QString, split);
        QFETCH(QString, modality);
        QFETCH(int, epoch);
        QFETCH(QString, says);
        FeatureRequest request{.split = split.toStdString(), .epoch = epoch};
        if (!modality.isEmpty())
            request.modalities = {modality.toStdString()};
        const auto set = featuresOfRun(m_run, request);
        QVERIFY(!set);
        QVERIFY2(
            set.error().message.find(says.toStdString()) != std::string::npos, set.error().message.c_str());
        QVERIFY(set.error().message.starts_with(m_run.string()));
    }

    void everyTruncationIsRefused()
    {
        const auto whole = readFile(m_run / epochFeaturesFile(3)).value();
        const auto path = m_run / "cut.h5";
        for (std::size_t size = 0; size < whole.size(); size += 97) {
            QVERIFY(writeFileAtomically(path, whole.substr(0, size)));
            QVERIFY(!readEpochFeatures(path, "test"));
        }
    }

    void modalitiesOfADataset()
    {
        const auto dataset = smallDataset({.missing = true});
        const auto set = featuresOfDataset(*dataset, {.split = "train", .modalities = {"audio", "image"}});
        QVERIFY2(bool(set), set ? "" : set.error().message.c_str());
        QCOMPARE(set.value().names, (std::vector<std::string>{"audio", "image"}));
        QCOMPARE(set.value().features[1].shape, (Shape{40, 64}));
        QCOMPARE(set.value().labels, dataset->split("train")->classes);
        QCOMPARE(set.value().classNames, dataset->classNames);
        QVERIFY(set.value().absent[0] > 0); // every fourth sample lacks the second modality
        QCOMPARE(std::int64_t(std::ranges::count_if(
                     set.value().features[0].values, [](float value) { return std::isnan(value); })),
            set.value().absent[0] * set.value().features[0].rowSize());
        const auto none = featuresOfDataset(*dataset, {.split = "exam"});
        QVERIFY(!none && none.error().message.find("train, valid, test") != std::string::npos);
    }
};

TEST_ENTRY(TestFeatureSource, NoApplication)

} // namespace modalscope::tst_feature_source

#include "tst_feature_source.moc"
