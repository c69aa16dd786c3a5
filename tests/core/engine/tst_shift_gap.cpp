#include "core/data/synthetic.h"
#include "core/eval/metrics.h"
#include "core/store/run_folder.h"
#include "tests/core/engine/shifted_runs.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>

namespace modalscope::tst_shift_gap {

namespace {

std::shared_ptr<const Dataset> gappyDataset()
{
    static const auto dataset = smallDataset({.missing = true});
    return dataset;
}

} // namespace

/// Protects the gap shift experiment: unmoved features give the run's own numbers to the last bit, any pair
/// can be moved, and what cannot be moved is refused.
class TestShiftGap : public QObject, ShiftedRuns {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { train("concat", experimentOf(MethodKind::Concat)); }

    void unmovedIsTheRun_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("isGappy");
        for (const auto kind : {MethodKind::Concat, MethodKind::Sum, MethodKind::Late, MethodKind::Mla,
                 MethodKind::OgmGe, MethodKind::Qmf, MethodKind::Ae, MethodKind::ModalityDropout})
            for (const bool isGappy : {false, true})
                QTest::addRow("%s%s", toText(kind).c_str(), isGappy ? ", gaps" : "") << int(kind) << isGappy;
    }
    void unmovedIsTheRun()
    {
        QFETCH(int, kind);
        QFETCH(bool, isGappy);
        const auto dataset = isGappy ? gappyDataset() : smallDataset();
        auto experiment = experimentOf(MethodKind(kind));
        if (isGappy) {
            experiment.missing.trainRate = 0.2;
            experiment.missing.testRate = 0.2;
        }
        const std::string name = std::string(QTest::currentDataTag());
        train(name, experiment, dataset);
        const auto names = experiment.modalities.empty()
            ? std::vector<std::string>{dataset->modalities[0].name, dataset->modalities[1].name,
                dataset->modalities[2].name}
            : experiment.modalities;
        for (const std::string split : {"test", "valid"}) {
            const auto said = shift(name, {0.5, 0, -1}, dataset, split);
            QVERIFY2(said, messageOf(said).c_str());
            QCOMPARE(said.value().shifts.size(), std::size_t(3));
            const auto& none = said.value().shifts[1];
            QCOMPARE(none.shift, 0.0);
            QCOMPARE(none.distance, said.value().distance);
            const auto metrics = RunFolder(folder(name)).metrics().value();
            const auto number = [&](const std::string& head, const char* what) {
                const auto found = metricAt(metrics, split + "/" + head + "/" + what);
                return found ? found->value : -1;
            };
            QCOMPARE(none.fused.accuracy, number("fused", "accuracy"));
            QCOMPARE(none.fused.loss, number("fused", "loss"));
            QCOMPARE(said.value().modalities.size(), names.size());
            for (std::size_t m = 0; m < names.size(); ++m) {
                QCOMPARE(none.modalities[m].accuracy, number("modalities/" + names[m], "accuracy"));
                QCOMPARE(none.modalities[m].loss, number("modalities/" + names[m], "loss"));
            }
            QVERIFY(said.value().shifts[0].distance > said.value().shifts[2].distance);
            QVERIFY(said.value().shifts[0].fused.loss != none.fused.loss);
            // The third modality is not moved; heads of its own take no notice.
            QCOMPARE(said.value().shifts[0].modalities[2].loss, none.modalities[2].loss);
        }
    }

    void pairsAndLengths()
    {
        const auto dataset = smallDataset();
        const auto& names = dataset->modalities;
        const auto said = shift("concat", {1, -1, 1}, smallDataset(), "test", names[2].name, names[0].name);
        QVERIFY2(said, messageOf(said).c_str());
        QCOMPARE(said.value().x, names[2].name);
        QCOMPARE(said.value().shifts.size(), std::size_t(2)); // each once, rising
        QVERIFY(said.value().shifts[0].ofGap == -1 && said.value().shifts[1].ofGap == 1);
        QVERIFY(said.value().shifts[1].distance < 0.5 * said.value().distance);
        GapShiftRequest request;
        request.folder = folder("concat");
        request.dataset = smallDataset();
        request.shifts = {0.25};
        request.areLengths = true;
        const auto lengths = modalscopeEngine()->shiftGap(request, {});
        QVERIFY2(lengths, messageOf(lengths).c_str());
        QCOMPARE(lengths.value().shifts[0].shift, 0.25);
        QVERIFY(std::abs(lengths.value().shifts[0].ofGap - 0.25 / lengths.value().distance) < 1e-12);
    }

    void methodsWithoutHeadsOfModalities()
    {
        const auto dataset = smallDataset();
        const auto& names = dataset->modalities;
        train("film", experimentOf(MethodKind::Film, {names[0].name, names[1].name}));
        const auto film = shift("film", {0, 1});
        QVERIFY2(film, messageOf(film).c_str());
        QVERIFY(std::isfinite(film.value().shifts[1].fused.accuracy));
        QVERIFY(std::isnan(film.value().shifts[1].modalities[0].accuracy));

        train("alone", experimentOf(MethodKind::Unimodal, {names[0].name}));
        QVERIFY(messageOf(shift("alone", {0})).find("a gap needs two") != std::string::npos);

        const auto sentiment = std::make_shared<const Dataset>(
            makeSample(SampleKind::Sentiment, {.train = 40, .valid = 12, .test = 15}).value());
        auto network = experimentOf(MethodKind::Network);
        network.encoders.clear();
        network.method.network.kind = NetworkKind::Mult;
        network.method.network.width = 10;
        network.method.network.levels = 1;
        network.train.epochs = 1;
        network.train.learningRate = 1e-3;
        network.train.optimizer = OptimizerKind::AdamW;
        train("mult", network, sentiment);
        const auto refused = shift("mult", {0}, sentiment);
        QVERIFY(!refused && refused.error().kind == ErrorKind::InvalidInput);
        QVERIFY2(messageOf(refused).find("method.kind network: its heads read no features") == 0,
            messageOf(refused).c_str());
    }

    void badRequestsAreRefused()
    {
        QVERIFY(messageOf(shift("concat", {})).find("shifts: name 1 to") == 0);
        QVERIFY(messageOf(shift("concat", {std::nan("")})).find("shifts: nan") == 0);
        QVERIFY(messageOf(shift("concat", {0}, smallDataset(), "exam")).find("no split exam")
            != std::string::npos);
        const auto name = smallDataset()->modalities[0].name;
        QVERIFY(messageOf(shift("concat", {0}, smallDataset(), "test", name, name)).find("named twice")
            != std::string::npos);
        QVERIFY(messageOf(shift("concat", {0}, smallDataset(), "test", name, "smell")).find("smell is not a")
            != std::string::npos);
        auto wide = experimentOf(MethodKind::Concat);
        wide.encoders[name] = wide.encoders["*"];
        wide.encoders[name].feature = 5;
        train("wide", wide);
        QVERIFY2(messageOf(shift("wide", {0})).find("has 5 features") != std::string::npos,
            messageOf(shift("wide", {0})).c_str());
    }

    void stopsAtOnce()
    {
        std::stop_source stop;
        RunContext context;
        context.stop = stop.get_token();
        context.report = [&](const RunEvent&) { stop.request_stop(); };
        GapShiftRequest request;
        request.folder = folder("concat");
        request.dataset = smallDataset();
        request.shifts = {0, 1, 2};
        const auto said = modalscopeEngine()->shiftGap(request, context);
        QVERIFY(!said && said.error().kind == ErrorKind::Cancelled);
    }
};

TEST_ENTRY(TestShiftGap, NoApplication)

} // namespace modalscope::tst_shift_gap

#include "tst_shift_gap.moc"
