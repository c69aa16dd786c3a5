#include "core/analysis/laziness.h"
#include "core/analysis/laziness_text.h"
#include "tests/support/lazy_runs.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <cmath>

namespace modalscope::tst_laziness_references {

namespace {

bool isClose(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

} // namespace

/// Protects which runs a modality inside a method is compared with: the same encoder, trained alone in the
/// same way.
class TestLazinessReferences : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyTheSameEncoderAloneIsAReference_data()
    {
        QTest::addColumn<int>("change");
        QTest::addColumn<bool>("matches");
        QTest::addColumn<QString>("why");
        QTest::newRow("device") << 0 << true << "";
        QTest::newRow("evaluation only") << 1 << true << "";
        QTest::newRow("epochs") << 2 << false << "train.epochs 7 instead of 100";
        QTest::newRow("encoder") << 3 << false << "encoders.hard.feature 8 instead of 64";
        QTest::newRow("missing") << 4 << false << "missing.train_rate 0.5 instead of 0";
        QTest::newRow("selection") << 5 << false << "evaluate.select best-on-test instead of valid";
        QTest::newRow("data") << 6 << false << "toy (ffff) instead of toy (01234567)";
        QTest::newRow("not finished") << 7 << false << "has not finished yet";
        QTest::newRow("encoder of another modality") << 8 << true << "";
    }

    void onlyTheSameEncoderAloneIsAReference()
    {
        QFETCH(int, change);
        QFETCH(bool, matches);
        QFETCH(QString, why);
        auto runs = lazyComparison();
        for (const char* id : {"hard-alone-0", "hard-alone-1"}) {
            auto& run = runs.run(id);
            auto& experiment = run.experiment;
            switch (change) {
            case 0:
                experiment.train.device = DeviceChoice::Cuda;
                break;
            case 1:
                experiment.evaluate.probe = false;
                break;
            case 2:
                experiment.train.epochs = 7;
                break;
            case 3:
                experiment.encoders["*"].feature = 8;
                break;
            case 4:
                experiment.missing.trainRate = 0.5;
                break;
            case 5:
                experiment.evaluate.select = SelectEpoch::BestOnTest;
                break;
            case 6:
                run.origin.datasetFingerprint = "ffff";
                break;
            case 7:
                run.metrics = {};
                break;
            default:
                runs.run(id == std::string("hard-alone-0") ? "concat-0" : "concat-1")
                    .experiment.encoders["easy"]
                    .feature
                    = 5;
            }
        }
        const auto report = lazinessReport(runs.series());
        const auto* hard = report.group("concat")->modality("hard");
        QCOMPARE(!hard->alone.isEmpty(), matches);
        QCOMPARE(hard->aloneMinusProbe.isEmpty(), !matches);
        QCOMPARE(hard->probe.over.n, 2);
        if (matches)
            return;
        const auto note = QString::fromStdString(report.notes.front());
        QVERIFY2(note.contains(why), qPrintable(note));
        QVERIFY2(note.contains(QStringLiteral("trained hard alone on toy")), qPrintable(note));
    }

    void autoIsTheEncoderThatItStandsFor_data()
    {
        QTest::addColumn<EncoderKind>("alone");
        QTest::addColumn<int>("known"); // -1: the runs do not say what "hard" is; else the ModalityKind
        QTest::addColumn<bool>("matches");
        QTest::newRow("features, MLP") << EncoderKind::Mlp << int(ModalityKind::Features) << true;
        QTest::newRow("sequence, GRU") << EncoderKind::Gru << int(ModalityKind::Sequence) << true;
        QTest::newRow("image, CNN") << EncoderKind::Cnn << int(ModalityKind::Image) << true;
        QTest::newRow("video, CNN") << EncoderKind::Cnn << int(ModalityKind::Video) << true;
        QTest::newRow("sequence, flattened") << EncoderKind::Mlp << int(ModalityKind::Sequence) << false;
        QTest::newRow("sequence, transformer")
            << EncoderKind::Transformer << int(ModalityKind::Sequence) << false;
        QTest::newRow("image, ResNet-18") << EncoderKind::Resnet18 << int(ModalityKind::Image) << false;
        QTest::newRow("not said, but only a sequence has a GRU") << EncoderKind::Gru << -1 << true;
        QTest::newRow("not said, but only an image has a CNN") << EncoderKind::Cnn << -1 << true;
        QTest::newRow("not said, and an MLP takes everything") << EncoderKind::Mlp << -1 << false;
    }

    /// Both ways: `auto` inside the method and its encoder alone, and the other way round.
    void autoIsTheEncoderThatItStandsFor()
    {
        QFETCH(EncoderKind, alone);
        QFETCH(int, known);
        QFETCH(bool, matches);
        for (const bool autoInside : {true, false}) {
            auto runs = lazyComparison();
            for (const char* id : {"concat-0", "concat-1", "hard-alone-0", "hard-alone-1"}) {
                auto& run = runs.run(id);
                const bool isInside = std::string(id).starts_with("concat");
                run.experiment.encoders["hard"].kind = isInside == autoInside ? EncoderKind::Auto : alone;
                if (known >= 0 && id == std::string("hard-alone-1")) // one that says it is enough
                    run.origin.modalityKinds["hard"] = ModalityKind(known);
            }
            const auto report = lazinessReport(runs.series());
            QCOMPARE(report.group("concat")->modality("hard")->alone.over.n, matches ? 2 : 0);
            QCOMPARE(report.notes.empty(), matches);
        }
    }

    /// What differs besides is named, the encoder that is the same is not.
    void autoIsNoDifference()
    {
        auto runs = lazyComparison();
        for (const char* id : {"hard-alone-0", "hard-alone-1"}) {
            runs.run(id).experiment.encoders["hard"].kind = EncoderKind::Mlp;
            runs.run(id).experiment.train.epochs = 7;
            runs.run(id).origin.modalityKinds["hard"] = ModalityKind::Features;
        }
        const auto note = QString::fromStdString(lazinessReport(runs.series()).notes.front());
        QVERIFY2(note.endsWith(QStringLiteral("; the runs that did have train.epochs 7 instead of 100.")),
            qPrintable(note));
    }

    void otherSeedsAloneAreComparedByTheirMeans()
    {
        auto runs = lazyComparison();
        for (const char* id : {"hard-alone-0", "hard-alone-1"})
            runs.run(id).experiment.seed += 10;
        const auto report = lazinessReport(runs.series());
        const auto& laziness = report.group("concat")->modality("hard")->aloneMinusProbe;
        QVERIFY(!laziness.paired);
        QVERIFY(isClose(laziness.over.mean, 21));
        QVERIFY(lazinessTable(report).find("* no seed on both sides") != std::string::npos);
    }
};

TEST_ENTRY(TestLazinessReferences, NoApplication)

} // namespace modalscope::tst_laziness_references

#include "tst_laziness_references.moc"
