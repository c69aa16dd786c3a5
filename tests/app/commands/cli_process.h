#pragma once

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QStringList>

/// What a call of modalscope-cli left behind.
struct CliResult {
    int code = -1;
    QString out;
    QString err;

    QJsonObject json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }
    QString lastLine() const { return out.trimmed().section(QLatin1Char('\n'), -1); }
    /// One line "error: WHAT: ..." and nothing else.
    bool isOneError() const
    {
        return err.startsWith(QStringLiteral("error: ")) && err.count(QLatin1Char('\n')) == 1;
    }
};

inline QString cliProgram()
{
    return QStringLiteral(MODALSCOPE_BIN_DIR "/modalscope-cli");
}

inline CliResult runCli(const QStringList& arguments)
{
    QProcess process;
    process.start(cliProgram(), arguments);
    process.waitForFinished(150000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
        QString::fromUtf8(process.readAllStandardOutput()),
        QString::fromUtf8(process.readAllStandardError())};
}

inline void writeText(const QString& path, const QString& text)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(text.toUtf8());
}

/// A small parity dataset and an experiment on it that takes a second.
inline void writeSmallStudy(const QString& folder, int epochs)
{
    runCli({QStringLiteral("make-sample"), QStringLiteral("parity"), folder + QStringLiteral("/parity.h5"),
        QStringLiteral("--train"), QStringLiteral("300"), QStringLiteral("--valid"), QStringLiteral("60"),
        QStringLiteral("--test"), QStringLiteral("90")});
    writeText(folder + QStringLiteral("/experiment.json"),
        QStringLiteral(R"({"format": 1, "name": "small", "dataset": "parity.h5",
            "encoders": {"*": {"kind": "mlp", "hidden": [16], "feature": 8, "dropout": 0.1}},
            "method": {"kind": "mla"}, "train": {"epochs": %1, "batch_size": 32, "learning_rate": 0.01}})")
            .arg(epochs));
}
