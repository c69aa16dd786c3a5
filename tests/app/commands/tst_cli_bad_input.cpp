#include "tests/app/commands/cli_process.h"
#include "tests/support/test_entry.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

namespace modalscope::tst_cli_bad_input {

/// Protects people from riddles: whatever is wrong with what they hand over, one sentence says it, the exit
/// code says whose fault it is, and nothing is lost.
class TestCliBadInput : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const QString& name) const { return m_folder.filePath(name); }

    CliResult train(const QString& experiment, const QStringList& more = {}) const
    {
        return runCli(QStringList{QStringLiteral("train"), path(experiment), QStringLiteral("--workspace"),
                          path(QStringLiteral("work"))}
            + more);
    }

    /// In a shell that limits the size of files, which is how a full disk looks to a program.
    CliResult trainWithLimit(int blocks, const QStringList& arguments) const
    {
        QProcess process;
        process.start(QStringLiteral("/bin/bash"),
            QStringList{QStringLiteral("-c"),
                QStringLiteral("trap '' XFSZ; ulimit -f %1; exec \"$@\"").arg(blocks), QStringLiteral("bash"),
                cliProgram()}
                + arguments);
        process.waitForFinished(60000);
        return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
    }

private Q_SLOTS:
    void initTestCase() { writeSmallStudy(m_folder.path(), 3); }

    void experimentFiles_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const char* text, const char* says) {
            QTest::newRow(name) << QString::fromUtf8(text) << QString::fromUtf8(says);
        };
        row("not JSON", "{\"format\": 1,", "line 1");
        row("empty", "", "");
        row("a list", "[]", "an object");
        row("a number beyond every type", R"({"dataset": "parity.h5", "train": {"learning_rate": 1e400}})",
            "too large");
        row("unknown key", R"({"dataset": "parity.h5", "train": {"epoch": 3}})",
            "train.epoch is not an option; did you mean epochs?");
        row("wrong type", R"({"dataset": "parity.h5", "train": {"epochs": "three"}})", "train.epochs");
        row("zero epochs", R"({"dataset": "parity.h5", "train": {"epochs": 0}})", "train.epochs");
        row("unknown method", R"({"dataset": "parity.h5", "method": {"kind": "magic"}})", "method.kind");
        row("no dataset", R"({"method": {"kind": "mla"}})", "dataset");
        row("dataset not there", R"({"dataset": "gone.h5"})", "gone.h5");
        row("batch larger than the data", R"({"dataset": "parity.h5", "train": {"batch_size": 5000}})",
            "train.batch_size");
        row("one modality for a fusion",
            R"({"dataset": "parity.h5", "modalities": ["a"], "method": {"kind": "concat"}})",
            "two modalities");
        row("unknown modality", R"({"dataset": "parity.h5", "modalities": ["a", "smell"]})", "smell");
        row("encoder that does not fit", R"({"dataset": "parity.h5", "encoders": {"a": {"kind": "gru"}}})",
            "a");
        row("format of the future", R"({"format": 2, "dataset": "parity.h5"})", "format");
    }
    void experimentFiles()
    {
        QFETCH(QString, text);
        QFETCH(QString, says);
        writeText(path(QStringLiteral("bad.json")), text);
        const auto said = train(QStringLiteral("bad.json"));
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError(), qPrintable(said.err));
        QVERIFY2(said.err.contains(says), qPrintable(said.err));
        QVERIFY(said.out.isEmpty());
        QVERIFY(QDir(path(QStringLiteral("work/runs"))).isEmpty());
    }

    void settings_data()
    {
        QTest::addColumn<QString>("setting");
        QTest::newRow("no equals sign") << QStringLiteral("train.epochs");
        QTest::newRow("unknown path") << QStringLiteral("train.epoch=3");
        QTest::newRow("out of range") << QStringLiteral("train.epochs=-1");
        QTest::newRow("wrong type") << QStringLiteral("seed=abc");
        QTest::newRow("option of another kind") << QStringLiteral("method.rule=strict");
    }
    void settings()
    {
        QFETCH(QString, setting);
        const auto said = train(QStringLiteral("experiment.json"), {QStringLiteral("--set"), setting});
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError(), qPrintable(said.err));
    }

    void datasets_data()
    {
        QTest::addColumn<QString>("file");
        QTest::newRow("empty") << QStringLiteral("empty.h5");
        QTest::newRow("text") << QStringLiteral("text.h5");
        QTest::newRow("truncated") << QStringLiteral("truncated.h5");
        QTest::newRow("a folder") << QStringLiteral("folder.h5");
    }
    void datasets()
    {
        QFETCH(QString, file);
        QDir(m_folder.path()).mkdir(QStringLiteral("folder.h5"));
        writeText(path(QStringLiteral("empty.h5")), {});
        writeText(path(QStringLiteral("text.h5")), QStringLiteral("not a dataset\n").repeated(100));
        QFile whole(path(QStringLiteral("parity.h5")));
        QVERIFY(whole.open(QIODevice::ReadOnly));
        QFile half(path(QStringLiteral("truncated.h5")));
        QVERIFY(half.open(QIODevice::WriteOnly));
        half.write(whole.read(whole.size() / 2));
        half.close();
        writeText(path(QStringLiteral("bad.json")), QStringLiteral(R"({"dataset": "%1"})").arg(file));
        for (const auto& said :
            {train(QStringLiteral("bad.json")), runCli({QStringLiteral("info"), path(file)})}) {
            QCOMPARE(said.code, 2);
            QVERIFY2(said.isOneError(), qPrintable(said.err));
            QVERIFY2(said.err.contains(file), qPrintable(said.err));
        }
    }

    void makeSampleReplacesNothingElse()
    {
        const auto notes = path(QStringLiteral("notes.h5"));
        writeText(notes, QStringLiteral("mine"));
        for (const auto& target : {notes, m_folder.path(), QStringLiteral("/dev/zero")}) {
            const auto said = runCli({QStringLiteral("make-sample"), QStringLiteral("parity"), target});
            QCOMPARE(said.code, 2);
            QVERIFY2(said.isOneError() && said.err.contains(target), qPrintable(said.err));
        }
        QFile kept(notes);
        QVERIFY(kept.open(QIODevice::ReadOnly));
        QCOMPARE(kept.readAll(), QByteArray("mine"));
    }

    void makeSampleSaysWhichFolderIsNotThere()
    {
        const auto target = path(QStringLiteral("nowhere/s.h5"));
        const auto said = runCli({QStringLiteral("make-sample"), QStringLiteral("parity"), target});
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError() && said.err.contains(QStringLiteral("there is no folder ")),
            qPrintable(said.err));
        const auto both = runCli({QStringLiteral("make-sample"), QStringLiteral("parity"),
            path(QStringLiteral("both.h5")), QStringLiteral("--samples"), QStringLiteral("100"),
            QStringLiteral("--train"), QStringLiteral("50")});
        QCOMPARE(both.code, 2);
        QVERIFY(both.isOneError() && both.err.contains(QStringLiteral("--samples")));
    }

    void anUnknownCommand()
    {
        const auto said = runCli({QStringLiteral("trian")});
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError() && said.err.contains(QStringLiteral("trian is not a command")),
            qPrintable(said.err));
    }

    void outputThatIsLost()
    {
        QProcess process;
        process.setStandardOutputFile(QStringLiteral("/dev/full"));
        process.start(cliProgram(), {QStringLiteral("info"), path(QStringLiteral("parity.h5"))});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(process.readAllStandardError().startsWith("error: stdout"));
    }

    void aPathThatIsNoText()
    {
        const auto folder = m_folder.path().toUtf8() + "/caf\xe9";
        QVERIFY(::mkdir(folder.constData(), 0777) == 0);
        QProcess process; // QString cannot hold such a name
        process.start(QStringLiteral("/bin/sh"),
            {QStringLiteral("-c"),
                QStringLiteral("exec \"$0\" train \"$1\" --workspace \"$(printf '%s/caf\\351/w' \"$2\")\""),
                cliProgram(), path(QStringLiteral("experiment.json")), m_folder.path()});
        QVERIFY(process.waitForFinished());
        const auto said = process.readAllStandardError();
        QCOMPARE(process.exitCode(), 2);
        QVERIFY2(said.startsWith("error: ") && said.contains("UTF-8"), said.constData());
    }

    void aReadOnlyWorkspace()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        QVERIFY(QDir().mkpath(path(QStringLiteral("locked/runs"))));
        QFile::setPermissions(path(QStringLiteral("locked/runs")), QFile::ReadOwner | QFile::ExeOwner);
        const auto said = runCli({QStringLiteral("train"), path(QStringLiteral("experiment.json")),
            QStringLiteral("--workspace"), path(QStringLiteral("locked"))});
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError(), qPrintable(said.err));
    }

    void aWorkspaceThatCannotBe()
    {
        writeText(path(QStringLiteral("file")), QStringLiteral("x"));
        const auto said = runCli({QStringLiteral("train"), path(QStringLiteral("experiment.json")),
            QStringLiteral("--workspace"), path(QStringLiteral("file/inside"))});
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError(), qPrintable(said.err));
    }

    void cudaWithoutCuda()
    {
        const auto said = train(QStringLiteral("experiment.json"),
            {QStringLiteral("--set"), QStringLiteral("train.device=cuda")});
        if (said.code == 0)
            QSKIP("this machine has CUDA");
        QCOMPARE(said.code, 2);
        QVERIFY2(said.isOneError() && said.err.contains(QStringLiteral("CUDA")), qPrintable(said.err));
    }

    void aLossThatExplodesIsAFailureOfTheRun()
    {
        const auto said = train(QStringLiteral("experiment.json"),
            {QStringLiteral("--set"), QStringLiteral("train.learning_rate=100")});
        QCOMPARE(said.code, 1);
        const auto last = said.err.trimmed().section(QLatin1Char('\n'), -1);
        QVERIFY2(last.startsWith(QStringLiteral("error: epoch "))
                && last.contains(QStringLiteral("learning rate of 100 too large")),
            qPrintable(last));
    }

    /// The run fails with a sentence, keeps what it had, and finishes when there is room again, the same as
    /// without.
    void aFullDisk()
    {
        const QStringList arguments{QStringLiteral("train"), path(QStringLiteral("experiment.json")),
            QStringLiteral("--workspace"), path(QStringLiteral("full")), QStringLiteral("--set"),
            QStringLiteral("train.epochs=30")};
        const auto said
            = trainWithLimit(24, arguments); // blocks of 1024 bytes: the states grow with the history
        QCOMPARE(said.code, 1);
        const auto last = said.err.trimmed().section(QLatin1Char('\n'), -1);
        QVERIFY2(last.startsWith(QStringLiteral("error: ")) && last.contains(QStringLiteral("cannot write")),
            qPrintable(last));
        const auto workspace = runCli({QStringLiteral("info"), path(QStringLiteral("full"))});
        QVERIFY2(workspace.code == 0 && workspace.out.contains(QStringLiteral("failed")),
            qPrintable(workspace.out));
        const auto resumed = runCli(arguments + QStringList{QStringLiteral("--resume")});
        QVERIFY2(resumed.code == 0, qPrintable(resumed.err));
    }
};

TEST_ENTRY(TestCliBadInput, QCoreApplication)

} // namespace modalscope::tst_cli_bad_input

#include "tst_cli_bad_input.moc"
