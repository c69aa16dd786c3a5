#include "core/data/synthetic.h"
#include "core/engine/engine.h"
#include "core/io/safetensors.h"
#include "core/store/run_arrays.h"
#include "core/store/run_folder.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <nlohmann/json.hpp>

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace modalscope::tst_shift_gap {

namespace {

Experiment experimentOf(MethodKind kind, std::vector<std::string> modalities = {})
{
    auto experiment = smallExperiment(3);
    experiment.method = {};
    experiment.method.kind = kind;
    experiment.modalities = std::move(modalities);
    return experiment;
}

std::shared_ptr<const Dataset> gappyDataset()
{
    static const auto dataset = smallDataset({.missing = true});
    return dataset;
}

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

std::string messageOf(const Result<GapShift>& shift)
{
    return shift ? std::string() : shift.error().message;
}

} // namespace

/// Protects the gap shift experiment: unmoved features give the run's own numbers to the last bit, moved ones
/// what heads worked out by hand say, and what cannot be moved is refused.
class TestShiftGap : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::filesystem::path folder(const std::string& run) const
    {
        return std::filesystem::path(m_dir.path().toStdString()) / run;
    }
    Result<GapShift> shift(const std::string& run, std::vector<double> shifts,
        const std::shared_ptr<const Dataset>& dataset = smallDataset(), const std::string& split = "test",
        const std::string& x = {}, const std::string& y = {}) const
    {
        GapShiftRequest request;
        request.folder = folder(run);
        request.dataset = dataset;
        request.split = split;
        request.shifts = std::move(shifts);
        request.x = x;
        request.y = y;
        return modalscopeEngine()->shiftGap(request, {});
    }
    void train(const std::string& run, const Experiment& experiment,
        const std::shared_ptr<const Dataset>& dataset = smallDataset()) const
    {
        const auto done = runSmall(experiment, folder(run), {}, dataset);
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        train("concat", experimentOf(MethodKind::Concat));
    }

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
