#include "core/io/safetensors.h"
#include "tests/app/commands/cli_process.h"
#include "tests/support/test_entry.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_cli_inspect {

/// Protects `inspect`: lines and JSON of the same numbers for files, runs and adapter sets, and one sentence
/// for what cannot be opened.
class TestCliInspect : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    static QString text(const char* plain) { return QString::fromUtf8(plain); }
    CliResult inspect(const QStringList& arguments) const
    {
        return runCli(QStringList{text("inspect")} + arguments);
    }

    void write(const char* name, double head) const
    {
        Safetensors file;
        file.tensors["audio.weight"] = tensorOf({2, 2}, {3, 0, 0, 4});
        file.tensors["head.bias"] = tensorOf({1}, {head});
        file.metadata["epoch"] = "5";
        QVERIFY(bool(writeSafetensors(path(name).toStdString(), file)));
    }

private Q_SLOTS:
    void initTestCase()
    {
        write("a.safetensors", 1);
        write("b.safetensors", 3);
        write("c.safetensors", 0);
        writeText(path("text.pth"), text("no weights"));
    }

    void aFile()
    {
        const auto said = inspect({path("a.safetensors"), text("--tensors"), text("--norms")});
        QVERIFY2(said.code == 0, qPrintable(said.err));
        for (const char* part :
            {"safetensors, 2 tensors", "audio", "guessed", "80.00 %", "epoch = 5", "float64 [2, 2]"})
            QVERIFY2(said.out.contains(text(part)), part);
        const auto json
            = inspect({path("a.safetensors"), text("--tensors"), text("--norms"), text("--json")}).json();
        QCOMPARE(json[text("tensors")].toArray().size(), 2);
        const auto audio = json[text("branches")].toArray().first().toObject();
        QCOMPARE(audio[text("name")].toString(), text("audio"));
        QCOMPARE(audio[text("norm")].toDouble(), 5.0);
        QCOMPARE(audio[text("parameters")].toInt(), 4);
        QVERIFY(!inspect({path("a.safetensors"), text("--json")}).json().contains(text("tensors")));
    }

    void valuesOfATensor()
    {
        const auto json
            = inspect({path("a.safetensors"), text("--values"), text("audio.weight"), text("--json")}).json();
        const auto values = json[text("values")].toObject();
        QCOMPARE(values[text("mean")].toDouble(), 1.75);
        QCOMPARE(values[text("sparsity")].toDouble(), 0.5);
        QVERIFY(std::abs(values[text("spectrum")].toObject()[text("stable_rank")].toDouble() - 25.0 / 16)
            < 1e-12);
        const auto said = inspect({path("a.safetensors"), text("--values"), text("audio.weight")});
        QVERIFY2(said.out.contains(text("effective rank")), qPrintable(said.out));
        const auto none = inspect({path("a.safetensors"), text("--values"), text("nothing")});
        QCOMPARE(none.code, 2);
        QVERIFY(none.isOneError());
    }

    void differences()
    {
        const QStringList call{path("a.safetensors"), text("--diff"), path("b.safetensors"), text("--diff"),
            path("c.safetensors")};
        const auto said = inspect(call);
        QVERIFY2(said.code == 0, qPrintable(said.err));
        QVERIFY2(said.out.contains(text("1 tensor: other values")), qPrintable(said.out));
        const auto json = inspect(call + QStringList{text("--json")}).json();
        const auto diffs = json[text("diffs")].toArray();
        QCOMPARE(diffs.size(), 2);
        const auto branches = diffs[0].toObject()[text("branches")].toArray();
        QCOMPARE(branches[0].toObject()[text("relative")].toDouble(), 0.0);
        QCOMPARE(branches[1].toObject()[text("relative")].toDouble(), 2.0);
        QCOMPARE(json[text("matrix")].toObject()[text("names")].toArray().size(), 3);
    }

    void runsAndAdapterSets()
    {
        writeSmallStudy(m_folder.path(), 1);
        const auto trained = runCli({text("train"), path("experiment.json"), text("--workspace"),
            path("work"), text("--set"), text("method.kind=concat")});
        QVERIFY2(trained.code == 0, qPrintable(trained.err));
        const auto run = trained.lastLine();
        const auto learned = runCli({text("adapt"), run, text("--present"), text("a"), text("--option"),
            text("ssf"), text("--epochs"), text("1")});
        QVERIFY2(learned.code == 0, qPrintable(learned.err));
        const auto json
            = inspect({run, text("--diff"), run + text("/adapters/a-ssf-s0"), text("--json")}).json();
        QVERIFY(json[text("ours")].toBool());
        QCOMPARE(json[text("modalities")].toArray().size(), 2);
        const auto recognised = json[text("diffs")].toArray()[0].toObject()[text("recognised")].toString();
        QVERIFY2(
            recognised.startsWith(text("an adapter set (ssf) learned on this base: scale and shift after ")),
            qPrintable(recognised));
    }

    void whatCannotBeOpened()
    {
        for (const auto& file : {path("text.pth"), path("missing.pth"), m_folder.path()}) {
            const auto said = inspect({file});
            QCOMPARE(said.code, 2);
            QVERIFY2(said.isOneError(), qPrintable(said.err));
            QVERIFY(said.out.isEmpty());
        }
        QCOMPARE(inspect({}).code, 2);
    }
};

TEST_ENTRY(TestCliInspect, NoApplication)

} // namespace modalscope::tst_cli_inspect

#include "tst_cli_inspect.moc"
