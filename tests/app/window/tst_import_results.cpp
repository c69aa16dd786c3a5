#include "app/window/import_results_dialog.h"
#include "core/store/workspace.h"
#include "tests/core/imported/results_files.h"
#include "tests/support/test_entry.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_import_results {

/// Protects the way from files of results to runs of the workspace: what the dialog asks for is what is made.
class TestImportResults : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    QString path(const char* name) const { return m_folder.filePath(QString::fromUtf8(name)); }

private Q_SLOTS:
    void dialogAsksForEveryFile()
    {
        ImportResultsDialog dialog({path("first.h5"), path("second.npz")});
        QCOMPARE(dialog.findChild<QLineEdit*>(QStringLiteral("importName"))->text(), QStringLiteral("first"));
        dialog.findChild<QLineEdit*>(QStringLiteral("importName"))->setText(QStringLiteral(" theirs "));
        dialog.findChild<QSpinBox*>(QStringLiteral("importSeed"))->setValue(3);
        dialog.findChild<QComboBox*>(QStringLiteral("importFusion"))->setCurrentIndex(1);
        const auto asked = dialog.asked();
        QCOMPARE(asked.size(), std::size_t(2));
        QCOMPARE(asked[1].file.string(), path("second.npz").toStdString());
        QCOMPARE(asked[1].name, std::string("theirs"));
        QCOMPARE(asked[0].seed, std::uint64_t(3));
        QCOMPARE(asked[1].seed, std::uint64_t(4));
        QVERIFY(asked[0].fusion == ImportedFusion::Mean);
        dialog.findChild<QLineEdit*>(QStringLiteral("importName"))->clear();
        QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("importConfirm"))->isEnabled());
    }

    void runsAreMade()
    {
        QVERIFY(writeHdf5(path("first.h5").toStdString(), smallResults()));
        QVERIFY(writeNpz(path("second.npz").toStdString(), smallResults("", "_")));
        const std::filesystem::path root = path("workspace").toStdString();
        const auto done = importResults(root,
            {{path("first.h5").toStdString(), "theirs", 0, ImportedFusion::File},
                {path("second.npz").toStdString(), "theirs", 1, ImportedFusion::File}},
            RunContext());
        QVERIFY2(bool(done), done ? "" : done.error().message.c_str());
        const auto all = Workspace(root).readRuns();
        QVERIFY(bool(all));
        QCOMPARE(all.value().runs.size(), std::size_t(2));
        QCOMPARE(all.value().runs[0].origin.group, all.value().runs[1].origin.group);
        const auto wrong = importResults(root, {{path("none.h5").toStdString(), "x", 0}}, RunContext());
        QVERIFY(!wrong && wrong.error().message.find("none.h5") != std::string::npos);
    }
};

TEST_ENTRY(TestImportResults, QApplication)

} // namespace modalscope::tst_import_results

#include "tst_import_results.moc"
