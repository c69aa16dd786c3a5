#include "core/data/synthetic.h"
#include "core/engine/engine.h"
#include "core/eval/map_scores.h"
#include "core/store/adapter_folder.h"
#include "core/store/run_folder.h"
#include "core/store/run_metrics.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace modalscope::tst_predict_maps {

namespace fs = std::filesystem;

namespace {

std::shared_ptr<const Dataset> scenes()
{
    static const auto dataset = std::make_shared<const Dataset>(makeSample(SampleKind::Segmentation,
        {.train = 16, .valid = 4, .test = 6, .rows = 32, .columns = 32, .classes = 3})
                                                                    .value());
    return dataset;
}

Experiment sceneExperiment(std::uint64_t seed)
{
    Experiment experiment;
    experiment.method.kind = MethodKind::Network;
    experiment.method.network.headWidth = 32;
    experiment.train.epochs = 2;
    experiment.train.batchSize = 8;
    experiment.train.optimizer = OptimizerKind::AdamW;
    experiment.train.learningRate = 1e-3;
    experiment.train.device = DeviceChoice::Cpu;
    experiment.seed = seed;
    return experiment;
}

} // namespace

/// Protects that the label maps a person looks at are those that the stored numbers were computed from, and
/// that what cannot be predicted says why.
class TestPredictMaps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void mapsHaveTheStoredScores();
    void samplesWithNothingLeftSayNothing();
    void badRequests_data();
    void badRequests();
    void adaptersOfAnotherBase();
    void stopsBetweenBatches();

private:
    fs::path folder(const std::string& name) const { return fs::path(m_dir.path().toStdString()) / name; }
    MapRequest request(const std::string& run = "base") const
    {
        return {.folder = folder(run), .dataset = scenes()};
    }
    /// mIoU over the test samples; −1 with a warning when there are no maps.
    static double mainScoreOf(const MapRequest& request)
    {
        const auto maps = modalscopeEngine()->predictMaps(request, {});
        if (!maps) {
            qWarning("%s", maps.error().message.c_str());
            return -1;
        }
        const auto truth = trueLabelMaps(*request.dataset, *request.dataset->split("test"), {}).value();
        return mapScores(truth, maps.value(), request.dataset->classCount()).value().all.miou();
    }

    QTemporaryDir m_dir;
    fs::path m_adapters, m_foreign;
};

void TestPredictMaps::initTestCase()
{
    for (const std::string run : {"base", "other"}) {
        const auto done = runSmall(sceneExperiment(run == "base" ? 0 : 1), folder(run), {}, scenes());
        QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
        AdaptOptions options;
        options.present = {"rgb"};
        options.input = MissingInput::Zero;
        options.train.epochs = 2;
        options.train.batchSize = 8;
        options.train.learningRate = 0.01;
        const auto made = modalscopeEngine()->adapt({folder(run), scenes(), options}, {});
        QVERIFY2(bool(made), made ? "" : made.error().message.c_str());
        (run == "base" ? m_adapters : m_foreign) = made.value();
    }
    QVERIFY(runSmall(smallExperiment(1), folder("classes")));
}

void TestPredictMaps::mapsHaveTheStoredScores()
{
    const RunMetrics metrics(RunFolder(folder("base")).metrics().value());
    const auto adapters = readAdapter(m_adapters).value();
    const auto isNear = [](double a, double b) {
        if (std::abs(a - b) > 1e-9)
            qWarning("%.12g is not %.12g", a, b);
        return std::abs(a - b) <= 1e-9;
    };
    auto asked = request();
    QVERIFY(isNear(mainScoreOf(asked), metrics.at("test/fused/miou")->value));
    asked.present = {"rgb"};
    asked.input = MissingInput::Zero;
    QVERIFY(isNear(mainScoreOf(asked), adapters.before.at("test/fused/miou")->value));
    asked.adapters = m_adapters;
    QVERIFY(isNear(mainScoreOf(asked), adapters.metrics.at("test/fused/miou")->value));
    asked.present.clear(); // the adapters know what they are for
    QVERIFY(isNear(mainScoreOf(asked), adapters.metrics.at("test/fused/miou")->value));
}

void TestPredictMaps::samplesWithNothingLeftSayNothing()
{
    auto gaps = std::make_shared<Dataset>(*scenes());
    for (auto& split : gaps->splits)
        if (split.name == "test")
            split.presence[0] = {1, 1, 0, 1, 1, 1};
    auto asked = request();
    asked.dataset = gaps;
    asked.present = {gaps->modalities[0].name};
    const auto maps = modalscopeEngine()->predictMaps(asked, {});
    QVERIFY2(bool(maps), maps ? "" : maps.error().message.c_str());
    const auto said = [&](std::int64_t sample) {
        const auto map = maps.value().map(sample);
        return std::count(map.begin(), map.end(), LabelMaps::kNone);
    };
    QCOMPARE(said(2), std::ptrdiff_t(32 * 32));
    QCOMPARE(said(1), std::ptrdiff_t(0));
}

void TestPredictMaps::badRequests_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("said");
    QTest::newRow("no segmentation") << QStringLiteral("classes") << QStringLiteral("no label maps");
    QTest::newRow("no split") << QStringLiteral("split") << QStringLiteral("no split exam");
    QTest::newRow("no checkpoint") << QStringLiteral("checkpoint") << QStringLiteral("has no checkpoint");
    QTest::newRow("unknown modality") << QStringLiteral("modality") << QStringLiteral("smell");
    QTest::newRow("another set") << QStringLiteral("set") << QStringLiteral("these adapters are for rgb");
    QTest::newRow("no adapters") << QStringLiteral("adapters") << QStringLiteral("nowhere");
}

void TestPredictMaps::badRequests()
{
    QFETCH(QString, what);
    QFETCH(QString, said);
    auto asked = request();
    if (what == QStringLiteral("classes")) {
        asked = request("classes");
        asked.dataset = smallDataset();
    } else if (what == QStringLiteral("split")) {
        asked.split = "exam";
    } else if (what == QStringLiteral("checkpoint")) {
        fs::copy(folder("base"), folder("bare"), fs::copy_options::recursive);
        fs::remove(folder("bare") / "checkpoint.safetensors");
        asked = request("bare");
    } else if (what == QStringLiteral("modality")) {
        asked.present = {"smell"};
    } else if (what == QStringLiteral("set")) {
        asked.present = {"thermal"};
        asked.adapters = m_adapters;
    } else {
        asked.adapters = folder("nowhere");
    }
    const auto refused = modalscopeEngine()->predictMaps(asked, {});
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.find(said.toStdString()) != std::string::npos,
        refused.error().message.c_str());
}

void TestPredictMaps::adaptersOfAnotherBase()
{
    auto asked = request();
    asked.adapters = m_foreign;
    const auto refused = modalscopeEngine()->predictMaps(asked, {});
    QVERIFY(!refused);
    QVERIFY2(
        refused.error().message.find("another base") != std::string::npos, refused.error().message.c_str());
}

void TestPredictMaps::stopsBetweenBatches()
{
    std::stop_source stop;
    RunContext context;
    context.stop = stop.get_token();
    context.report = [&](const RunEvent&) { stop.request_stop(); };
    const auto stopped = modalscopeEngine()->predictMaps(request(), context);
    QVERIFY(!stopped);
    QVERIFY(stopped.error().kind == ErrorKind::Cancelled);
}

TEST_ENTRY(TestPredictMaps, NoApplication)

} // namespace modalscope::tst_predict_maps

#include "tst_predict_maps.moc"
