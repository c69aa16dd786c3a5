#include "core/methods/ogm.h"
#include "tests/core/methods/golden_run.h"
#include "tests/support/test_entry.h"

#include <QTest>

namespace modalscope::tst_joint_trajectories {

/// Unimodal, concat, sum, late, FiLM, gated, OGM and QMF compute, step by step, what an independent program
/// computed
/// (`tests/golden/README.md`): losses, OGM's ratios and coefficients, QMF's history, final weights, test
/// predictions.
class TestJointTrajectories : public QObject {
    Q_OBJECT

private:
    static constexpr double kTolerance = 1e-9; // relative
    GoldenFile m_file{MODALSCOPE_SOURCE_DIR "/tests/golden/trajectories.h5"};

    void compareStep(const GoldenRun& run, const StepRecord& record, std::int64_t step)
    {
        const auto compare = [&](const std::string& stored, const std::string& ours) {
            if (run.has("step", stored)) {
                const double wanted = run.read("step/" + stored)[step].item<double>();
                const double error = relativeError(record.mean(ours), wanted);
                QVERIFY2(error < kTolerance,
                    qPrintable(QString("%1 in step %2: error %3")
                                   .arg(QString::fromStdString(ours))
                                   .arg(step)
                                   .arg(error)));
            }
        };
        compare("loss", "train/loss");
        compare("loss_fused", "train/fused/loss");
        for (std::size_t m = 0; m < run.modalityCount(); ++m) {
            const auto name = run.modality(m);
            compare("loss_" + name, "train/" + name + "/loss");
            compare("ratio_" + name, "ogm/" + name + "/ratio");
            compare("coefficient_" + name, "ogm/" + name + "/coefficient");
            compare("rank_" + name, "qmf/" + name + "/rank");
        }
    }

private Q_SLOTS:
    void replay_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"unimodal/a", "unimodal/v", "unimodal/t", "concat/av", "concat/avt",
                 "sum/av", "sum/avt", "late/av", "late/avt", "film/av", "gated/av", "ogm/av", "ogm/avt",
                 "ogm-strict/avt", "qmf/av", "qmf/avt", "qmf-crl-margin/av", "qmf-crl-margin/avt"})
            QTest::newRow(name) << name;
    }

    void replay()
    {
        QFETCH(QString, name);
        const GoldenRun run(m_file, name.toStdString());
        const auto method = run.build(run.spec());
        for (int epoch = 0; epoch < GoldenRun::epochs; ++epoch) {
            method->beginEpoch(epoch, GoldenRun::learningRate(epoch));
            for (int b = 0; b < GoldenRun::batches; ++b) {
                StepRecord record;
                method->trainBatch(run.trainBatch(epoch, b), record);
                compareStep(run, record, epoch * GoldenRun::batches + b);
            }
        }
        for (const auto& [weight, wanted] : run.finalWeights())
            QVERIFY2(relativeError(method->weights().at(weight), wanted) < kTolerance, weight.c_str());
        const auto outputs = method->predict(run.testBatch());
        QVERIFY(relativeError(outputs.fused, run.read("test/fused")) < kTolerance);
        for (std::size_t m = 0; m < run.modalityCount(); ++m) {
            QCOMPARE(outputs.logits[m].defined(), run.has("test", "logits_" + run.modality(m)));
            if (outputs.logits[m].defined())
                QVERIFY(relativeError(outputs.logits[m], run.read("test/logits_" + run.modality(m)))
                    < kTolerance);
        }
        if (name.startsWith("qmf"))
            QVERIFY(
                relativeError(method->state().at("qmf/cumulative_loss"), run.read("history/cumulative_loss"))
                < kTolerance);
    }

    /// Every branch of both rules, ties included.
    void ogmRule_data()
    {
        QTest::addColumn<QString>("tag");
        QTest::newRow("two modalities") << "av";
        QTest::newRow("three modalities") << "avt";
    }

    void ogmRule()
    {
        QFETCH(QString, tag);
        const auto path = "/ogm_rule/" + tag.toStdString() + "/";
        const auto scores = m_file.read(path + "score");
        const auto ratios = m_file.read(path + "ratio");
        for (std::int64_t row = 0; row < scores.rows(); ++row) {
            std::vector<LogitSummary> summaries;
            for (const double score : scores.row(row))
                summaries.push_back({.rows = 10, .trueClass = score / 10});
            const auto ours = trueClassRatios(summaries);
            for (std::size_t m = 0; m < ours.size(); ++m)
                QVERIFY(relativeError(ours[m], ratios.row(row)[m]) < kTolerance);
            for (const auto& [rule, stored] : {std::pair(OgmRule::Strict, "coefficient_strict"),
                     std::pair(OgmRule::Released, "coefficient_released")}) {
                const auto wanted = m_file.read(path + stored);
                const auto coefficients = ogmCoefficients(ratios.row(row), 0.3, rule);
                for (std::size_t m = 0; m < coefficients.size(); ++m)
                    QVERIFY(relativeError(coefficients[m], wanted.row(row)[m]) < kTolerance);
            }
        }
    }
};

TEST_ENTRY(TestJointTrajectories, NoApplication)

} // namespace modalscope::tst_joint_trajectories

#include "tst_joint_trajectories.moc"
