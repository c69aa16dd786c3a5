#pragma once

#include "tests/app/commands/cli_process.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

/// The experiment that the studies here begin from; a run of it takes a second.
inline constexpr const char* kStudyBase = R"({"dataset": "parity.h5", "train": {"epochs": 2, "batch_size": 32,
    "learning_rate": 0.01}, "encoders": {"*": {"kind": "mlp", "hidden": [16], "feature": 8}}})";

/// Name of the file without its ending, and what stands beside the base.
inline void writeStudy(const QString& folder, const QString& name, const QString& rest)
{
    writeText(folder + QLatin1Char('/') + name + QStringLiteral(".json"),
        QStringLiteral("{\"format\": 1, \"name\": \"%1\", \"base\": %2, %3}")
            .arg(name, QString::fromUtf8(kStudyBase), rest));
}

/// Calls of the study commands in a temporary folder with a dataset and the study `small`: two methods over
/// two seeds.
class StudyCalls {
public:
    QString folder() const { return m_folder.path(); }
    QString path(const QString& name) const { return m_folder.filePath(name); }

    void prepare() const
    {
        QCOMPARE(runCli({QStringLiteral("make-sample"), QStringLiteral("parity"),
                            path(QStringLiteral("parity.h5")), QStringLiteral("--train"),
                            QStringLiteral("200"), QStringLiteral("--valid"), QStringLiteral("60"),
                            QStringLiteral("--test"), QStringLiteral("90")})
                     .code,
            0);
        writeStudy(folder(), QStringLiteral("small"),
            QStringLiteral(R"("axes": {"method.kind": ["concat", "mla"], "seed": [0, 1]})"));
    }

    CliResult study(const QString& what, const QString& name, const QStringList& more = {},
        const QString& workspace = QStringLiteral("work")) const
    {
        return runCli(
            QStringList{QStringLiteral("study"), what, name, QStringLiteral("--workspace"), path(workspace)}
            + more);
    }
    CliResult run(const QString& name, const QStringList& more = {},
        const QString& workspace = QStringLiteral("work")) const
    {
        return study(QStringLiteral("run"), path(name + QStringLiteral(".json")), more, workspace);
    }
    QStringList runFolders(const QString& workspace = QStringLiteral("work")) const
    {
        return QDir(path(workspace + QStringLiteral("/runs"))).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    }
    QJsonObject counts(const QString& name, const QString& workspace = QStringLiteral("work")) const
    {
        return study(QStringLiteral("status"), name, {QStringLiteral("--json")}, workspace)
            .json()[QStringLiteral("counts")]
            .toObject();
    }

private:
    QTemporaryDir m_folder;
};
