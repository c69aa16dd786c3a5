#include "core/data/synthetic.h"
#include "core/engine/engine.h"
#include "core/store/adapter_folder.h"
#include "core/store/workspace.h"
#include "tests/support/small_experiment.h"
#include "tests/support/test_entry.h"

#include <QTemporaryDir>
#include <QtTest>

namespace modalscope::tst_adapters_restore {

namespace fs = std::filesystem;

/// The promise of adapters, in small form and on data whose answer is known: a network that was trained on
/// all modalities collapses without one of them, and under 1 % of its parameters bring back a good part.
class TestAdaptersRestore : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::shared_ptr<const Dataset> m_pictures;
    TrainOptions m_training;
    double m_lost = 0, m_restored = 0; // mIoU over the sets
    fs::path folder(const std::string& name) { return fs::path(m_folder.path().toStdString()) / name; }

    /// Number on test of a set learned with these options, without and with its adapters.
    struct Pair {
        double before = -1, after = -1, share = 1;
    };
    Pair adapt(const fs::path& run, const std::shared_ptr<const Dataset>& dataset,
        const AdaptOptions& options, const char* metric)
    {
        const auto made = modalscopeEngine()->adapt({run, dataset, options}, {});
        if (!made) {
            qWarning("%s", made.error().message.c_str());
            return {};
        }
        const auto set = readAdapter(made.value());
        if (!set) {
            qWarning("%s", set.error().message.c_str());
            return {};
        }
        const auto path = std::string("test/fused/") + metric;
        return {set.value().before.at(path)->value, set.value().metrics.at(path)->value, set.value().share};
    }

private Q_SLOTS:
    // A function each: Qt Test gives one five minutes, and a busy machine needs that.
    void aNetworkOfBothPictures()
    {
        m_pictures = std::make_shared<const Dataset>(makeSample(SampleKind::Segmentation,
            {.seed = 1, .train = 160, .valid = 20, .test = 40, .rows = 48, .columns = 48, .classes = 5})
                                                         .value());
        m_training.epochs = 8;
        m_training.batchSize = 16;
        m_training.optimizer = OptimizerKind::AdamW;
        m_training.learningRate = 2e-3;
        m_training.schedule.kind = ScheduleKind::Polynomial;
        m_training.device = DeviceChoice::Cpu;
        Experiment experiment;
        experiment.method.kind = MethodKind::Network;
        experiment.method.network.headWidth = 64; // a narrow head shows the same
        experiment.train = m_training;
        const auto done = runSmall(experiment, folder("segmentation"), {}, m_pictures);
        QVERIFY2(done, done ? "" : done.error().message.c_str());
    }

    void eachPictureAlone_data()
    {
        QTest::addColumn<QString>("present");
        QTest::newRow("rgb") << QStringLiteral("rgb");
        QTest::newRow("thermal") << QStringLiteral("thermal");
    }
    void eachPictureAlone()
    {
        QFETCH(QString, present);
        AdaptOptions options;
        options.present = {present.toStdString()};
        options.adapter.kind = AdapterKind::Ssf;
        options.train = m_training;
        options.train.learningRate = 1e-2;
        options.train.epochs = 8;
        const auto one = adapt(folder("segmentation"), m_pictures, options, "miou");
        const double all = numberOf(folder("segmentation"), "test/fused/miou");
        QVERIFY(one.before < all - 0.2); // lazy: it collapses
        QVERIFY(one.after > one.before + 0.1);
        QVERIFY(one.share < 0.01);
        m_lost += all - one.before;
        m_restored += one.after - one.before;
    }

    void segmentationComesHalfBack()
    {
        qInfo("lost %.3f, restored %.3f", m_lost, m_restored);
        QVERIFY(m_lost > 0);
        QVERIFY2(m_restored >= m_lost / 2, qPrintable(QString::number(m_restored / m_lost)));
    }

    void multCollapsesWithoutTextAndPartComesBack()
    {
        const auto utterances
            = std::make_shared<const Dataset>(makeSample(SampleKind::Sentiment, {.seed = 0}).value());
        Experiment experiment;
        experiment.method.kind = MethodKind::Network;
        experiment.method.network.kind = NetworkKind::Mult;
        experiment.method.network.width = 12;
        experiment.method.network.heads = 2;
        experiment.method.network.levels = 1;
        experiment.train.epochs = 12;
        experiment.train.batchSize = 20;
        experiment.train.optimizer = OptimizerKind::Adam;
        experiment.train.learningRate = 3e-3;
        experiment.train.device = DeviceChoice::Cpu;
        const auto run = folder("sentiment");
        const auto done = runSmall(experiment, run, {}, utterances);
        QVERIFY2(done, done ? "" : done.error().message.c_str());
        const double all = numberOf(run, "test/fused/mae");
        AdaptOptions options;
        options.present = {"audio", "vision"};
        options.adapter.kind = AdapterKind::Ssf;
        options.train = experiment.train;
        const auto both = adapt(run, utterances, options, "mae");
        options.present = {"audio"};
        const auto audio = adapt(run, utterances, options, "mae");
        qInfo("complete %.3f; audio and vision %.3f, adapted %.3f; audio %.3f, adapted %.3f", all,
            both.before, both.after, audio.before, audio.after);
        QVERIFY(both.before > all * 1.2 && audio.before > all * 1.2);
        QVERIFY(both.after < both.before);
        QVERIFY(audio.before - audio.after > 0.15 * (audio.before - all));
    }

private:
    double numberOf(const fs::path& run, const std::string& path)
    {
        const auto stored = Workspace(m_folder.path().toStdString()).readRun(run);
        const auto found = stored ? stored.value().metrics.at(path) : std::nullopt;
        return found ? found->value : -1;
    }
};

TEST_ENTRY(TestAdaptersRestore, NoApplication)

} // namespace modalscope::tst_adapters_restore

#include "tst_adapters_restore.moc"
