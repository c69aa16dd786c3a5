#include "core/base/atomic_file.h"
#include "core/engine/engine.h"
#include "core/io/safetensors.h"
#include "core/store/adapter_folder.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

namespace modalscope::tst_adapt_run {

/// Adapters of a trained run: what is learned, stored and used again, and what is refused.
class TestAdaptRun : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void adaptersHelpWhereAModalityIsMissing();
    void theFileHoldsNothingButDelta();
    void storedAdaptersPredictTheSame();
    void sameSeedSameNumbers();
    void pretrainedIsTheBaseItself();
    void aSetIsLearnedOnce();
    void theOrderOfTheSetDoesNotMatter();
    void adaptersOfOlderWeightsAreNotTakenForThese();
    void placementIsWhatIsLearned();
    void stoppedLeavesNothing();
    void badRequests_data();
    void badRequests();
    void adaptersOfAnotherBaseAreRefused();

private:
    Result<std::filesystem::path> adapt(const AdaptOptions& options, const std::string& run = "concat") const
    {
        return modalscopeEngine()->adapt({folder(run), smallDataset(), options}, {});
    }
    std::filesystem::path folder(const std::string& run) const
    {
        return std::filesystem::path(m_dir.path().toStdString()) / run;
    }
    AdaptOptions options(AdapterKind kind = AdapterKind::Ssf) const
    {
        AdaptOptions options;
        options.present = {smallDataset()->modalities.front().name};
        options.adapter.kind = kind;
        options.train.epochs = 6;
        options.train.batchSize = 16;
        options.train.learningRate = 0.02;
        return options;
    }

    QTemporaryDir m_dir;
};

void TestAdaptRun::initTestCase()
{
    QVERIFY(m_dir.isValid());
    for (const std::string run : {"concat", "other"}) {
        auto experiment = smallExperiment();
        experiment.method = {};
        experiment.method.kind = MethodKind::Concat;
        experiment.seed = run == "concat" ? 0 : 1;
        const auto done = runSmall(experiment, folder(run));
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }
}

void TestAdaptRun::adaptersHelpWhereAModalityIsMissing()
{
    for (const auto kind : {AdapterKind::Ssf, AdapterKind::Lora, AdapterKind::BitFit, AdapterKind::Full}) {
        auto asked = options(kind);
        asked.adapter.rank = 2;
        const auto made = adapt(asked);
        QVERIFY2(made, made ? "" : made.error().message.c_str());
        const auto stored = readAdapter(made.value());
        QVERIFY(stored);
        const auto before = stored.value().before.at("valid/fused/loss");
        const auto after = stored.value().metrics.at("valid/fused/loss");
        QVERIFY(before && after);
        QVERIFY2(after->value < before->value, toText(kind).c_str());
        QVERIFY(stored.value().trainable > 0);
        QCOMPARE(stored.value().share < 1, kind != AdapterKind::Full);
    }
}

void TestAdaptRun::theFileHoldsNothingButDelta()
{
    const auto made = adapt(options());
    QVERIFY(made);
    const auto stored = readAdapter(made.value()).value();
    const auto file = readSafetensors(made.value() / "adapter.safetensors").value();
    std::size_t bytes = 0;
    for (const auto& [name, tensor] : file.tensors) {
        QVERIFY2(name.ends_with(".ssf.gamma") || name.ends_with(".ssf.beta"), name.c_str());
        bytes += tensor.bytes.size();
    }
    QCOMPARE(std::int64_t(bytes), 4 * stored.trainable);
    const auto size = std::filesystem::file_size(made.value() / "adapter.safetensors");
    QVERIFY(size > bytes && size < bytes + 4096);
    QCOMPARE(file.metadata.at("base"), stored.base);
}

void TestAdaptRun::storedAdaptersPredictTheSame()
{
    for (const auto kind : {AdapterKind::Ssf, AdapterKind::Full}) {
        const auto made = adapt(options(kind));
        QVERIFY(made);
        EvaluateRequest request{.folder = folder("concat"), .dataset = smallDataset()};
        request.adapters = made.value();
        const auto again = modalscopeEngine()->evaluate(request, {});
        QVERIFY2(again, again ? "" : again.error().message.c_str());
        const auto metrics
            = nlohmann::json::parse(readFile(made.value() / "metrics.json").value()).at("splits");
        QCOMPARE(again.value().at("test").dump(), metrics.at("test").dump());
    }
}

void TestAdaptRun::sameSeedSameNumbers()
{
    auto asked = options();
    asked.seed = 7;
    asked.adapter.start = AdapterStart::SsfCode;
    std::string first;
    for (int round = 0; round < 2; ++round) {
        const auto made = adapt(asked);
        QVERIFY(made);
        const auto bytes = readFile(made.value() / "adapter.safetensors").value();
        if (round == 1)
            QVERIFY(bytes == first);
        first = bytes;
        std::filesystem::remove_all(made.value());
    }
}

void TestAdaptRun::pretrainedIsTheBaseItself()
{
    const auto made = adapt(options(AdapterKind::Pretrained));
    QVERIFY2(made, made ? "" : made.error().message.c_str());
    const auto metrics = nlohmann::json::parse(readFile(made.value() / "metrics.json").value());
    QCOMPARE(metrics.at("splits").dump(), metrics.at("before").dump());
    EvaluateRequest request{.folder = folder("concat"), .dataset = smallDataset()};
    request.present = options().present;
    const auto bare = modalscopeEngine()->evaluate(request, {});
    QVERIFY(bare);
    QCOMPARE(bare.value()["test"]["fused"]["accuracy"]["value"].get<double>(),
        metrics["splits"]["test"]["fused"]["accuracy"]["value"].get<double>());
}

void TestAdaptRun::aSetIsLearnedOnce()
{
    const auto first = adapt(options());
    QVERIFY(first);
    const auto time = std::filesystem::last_write_time(first.value() / "metrics.json");
    QCOMPARE(adapt(options()).value(), first.value());
    QVERIFY(std::filesystem::last_write_time(first.value() / "metrics.json") == time);
    auto other = options();
    other.train.epochs = 5;
    const auto refused = adapt(other);
    QVERIFY(!refused);
    QVERIFY(refused.error().message.find("other options") != std::string::npos);
}

void TestAdaptRun::theOrderOfTheSetDoesNotMatter()
{
    const auto dataset = smallDataset();
    QVERIFY(dataset->modalities.size() > 2);
    auto asked = options();
    asked.train.epochs = 1;
    asked.seed = 31;
    asked.present = {dataset->modalities[0].name, dataset->modalities[1].name};
    auto turned = asked;
    std::swap(turned.present[0], turned.present[1]);
    const auto first = adapt(turned);
    QVERIFY2(first, first ? "" : first.error().message.c_str());
    QCOMPARE(first.value().filename().string(), adapterFolder(asked)); // as the run orders them
    QCOMPARE(readAdapter(first.value()).value().options.present, asked.present);
    QCOMPARE(adapt(asked).value(), first.value());
    const auto old
        = folder("concat") / "adapters" / (turned.present[0] + "+" + turned.present[1]) / "ssf-s31";
    std::filesystem::create_directories(old.parent_path());
    std::filesystem::rename(first.value(), old);
    QCOMPARE(adapt(asked).value(), old); // as the first version named it
    std::filesystem::remove_all(old.parent_path());
}

void TestAdaptRun::adaptersOfOlderWeightsAreNotTakenForThese()
{
    auto asked = options();
    asked.seed = 32;
    asked.train.epochs = 1;
    const auto made = adapt(asked, "other");
    QVERIFY(made);
    const auto place = folder("concat") / "adapters" / adapterFolder(asked);
    std::filesystem::create_directories(place.parent_path());
    std::filesystem::copy(made.value(), place);
    const auto refused = adapt(asked);
    QVERIFY(!refused);
    QVERIFY2(
        refused.error().message.find("other weights") != std::string::npos, refused.error().message.c_str());
    std::filesystem::remove_all(place);
}

void TestAdaptRun::placementIsWhatIsLearned()
{
    const auto ask = [&](const AdaptOptions& options) {
        return modalscopeEngine()->placement({folder("concat"), smallDataset(), options});
    };
    const auto made = adapt(options());
    QVERIFY(made);
    const auto stored = readAdapter(made.value()).value();
    const auto whole = ask(options());
    QVERIFY2(whole, whole ? "" : whole.error().message.c_str());
    QCOMPARE(whole.value().learned, stored.trainable);
    QVERIFY(std::abs(whole.value().share() - stored.share) < 1e-12);
    const auto& layers = whole.value().layers;
    const auto first = std::ranges::find_if(layers, [](const auto& layer) { return layer.learned > 0; });
    QVERIFY(first != layers.end());
    QCOMPARE(first->part, std::string("encoder"));
    QCOMPARE(first->modalities, options().present);
    QVERIFY(first->why.empty() && !first->shape.empty());
    QVERIFY(std::ranges::any_of(layers, [](const auto& layer) { return layer.why == "head"; }));
    auto less = options();
    less.adapter.leaveOut = {first->path};
    const auto without = ask(less);
    QVERIFY(without);
    QCOMPARE(without.value().learned, stored.trainable - first->learned);
    const auto place = std::size_t(first - layers.begin());
    QCOMPARE(without.value().layers[place].possible, first->learned);
    QCOMPARE(without.value().layers[place].why, std::string("left out"));
    less.adapter.leaveOut = {"*"};
    QVERIFY(ask(less).error().message.find("leave_out") != std::string::npos);
    QCOMPARE(ask(options(AdapterKind::Full)).value().share(), 1.0);
    QVERIFY(!ask(AdaptOptions{}));
}

void TestAdaptRun::stoppedLeavesNothing()
{
    auto asked = options();
    asked.seed = 99;
    std::stop_source stop;
    RunContext context;
    context.stop = stop.get_token();
    context.report = [&](const RunEvent& event) {
        if (std::holds_alternative<EpochFinished>(event))
            stop.request_stop();
    };
    const auto made = modalscopeEngine()->adapt({folder("concat"), smallDataset(), asked}, context);
    QVERIFY(!made);
    QVERIFY(made.error().kind == ErrorKind::Cancelled);
    QVERIFY(!std::filesystem::exists(folder("concat") / "adapters" / adapterFolder(asked)));
}

void TestAdaptRun::badRequests_data()
{
    QTest::addColumn<QStringList>("present");
    QTest::addColumn<int>("input");
    QTest::addColumn<int>("rank");
    QTest::addColumn<QString>("said");
    QStringList all;
    const auto dataset = smallDataset();
    for (const auto& modality : dataset->modalities)
        all << QString::fromStdString(modality.name);
    const QStringList one{all.first()};
    const int asTrained = int(MissingInput::AsTrained);
    QTest::newRow("none") << QStringList() << asTrained << 2 << QStringLiteral("no modality is left");
    QTest::newRow("all") << all << asTrained << 2 << QStringLiteral("nothing is missing");
    QTest::newRow("unknown") << QStringList{QStringLiteral("smell")} << asTrained << 2
                             << QStringLiteral("smell");
    QTest::newRow("twice") << QStringList{all.first(), all.first()} << asTrained << 2
                           << QStringLiteral("twice");
    QTest::newRow("no branches") << one << int(MissingInput::BranchOff) << 2 << QStringLiteral("branches");
    QTest::newRow("rank") << one << asTrained << 4000 << QStringLiteral("rank");
}

void TestAdaptRun::badRequests()
{
    QFETCH(QStringList, present);
    QFETCH(int, input);
    QFETCH(int, rank);
    QFETCH(QString, said);
    auto asked = options(AdapterKind::Lora);
    asked.present.clear();
    for (const auto& name : present)
        asked.present.push_back(name.toStdString());
    asked.input = MissingInput(input);
    asked.adapter.rank = rank;
    asked.seed = 55;
    const auto made = adapt(asked);
    QVERIFY(!made);
    QVERIFY2(
        made.error().message.find(said.toStdString()) != std::string::npos, made.error().message.c_str());
}

void TestAdaptRun::adaptersOfAnotherBaseAreRefused()
{
    const auto made = adapt(options(), "other");
    QVERIFY(made);
    EvaluateRequest request{.folder = folder("concat"), .dataset = smallDataset()};
    request.adapters = made.value();
    const auto refused = modalscopeEngine()->evaluate(request, {});
    QVERIFY(!refused);
    QVERIFY2(
        refused.error().message.find("another base") != std::string::npos, refused.error().message.c_str());
    auto bytes = readFile(made.value() / "adapter.safetensors").value();
    const auto torn = folder("torn.safetensors");
    QVERIFY(writeFileAtomically(torn, bytes.substr(0, bytes.size() - 5)));
    request.folder = folder("other");
    request.adapters = torn;
    const auto damaged = modalscopeEngine()->evaluate(request, {});
    QVERIFY(!damaged);
    QVERIFY(damaged.error().message.find("torn.safetensors") != std::string::npos);
}

TEST_ENTRY(TestAdaptRun, NoApplication)

} // namespace modalscope::tst_adapt_run

#include "tst_adapt_run.moc"
