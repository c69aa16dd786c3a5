#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/tables/export_folder.h"
#include "widgets/tables/table_panel.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_table_panel {

namespace {

Table oneNumber()
{
    Table table{.name = "t", .columns = {"", "accuracy (%)"}};
    table.rows.push_back({"MLA", {TableCell{.value = 87.25}}});
    return table;
}

} // namespace

/// Protects: a table is written as its ending says, and the next export begins where this one went.
class TestTablePanel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope test"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_table_panel"));
        QSettings().clear();
    }
    void cleanupTestCase() { QSettings().clear(); }

    void theEndingChoosesTheFormat()
    {
        const QTemporaryDir folder;
        TablePanel panel;
        panel.setTable(oneNumber());
        QSignalSpy said(&panel, &TablePanel::said);
        for (const char* ending : {"tex", "md", "csv", "html", "txt"}) {
            const auto path = folder.filePath(QStringLiteral("a.") + QString::fromLatin1(ending));
            FileDialog::setNextAnswer(path);
            panel.exportTable();
            QVERIFY2(QFile::exists(path), ending);
        }
        QCOMPARE(said.count(), 5);
        QSignalSpy failed(&panel, &TablePanel::failed);
        FileDialog::setNextAnswer(folder.filePath(QStringLiteral("a.docx")));
        panel.exportTable();
        QCOMPARE(failed.count(), 1);
    }

    void exportsBeginInTheFolderOfTheLast()
    {
        QSettings().clear();
        QCOMPARE(ExportFolder::placeFor(QStringLiteral("t.tex")), QStringLiteral("t.tex"));
        TablePanel panel;
        panel.setTable(oneNumber());
        {
            const QTemporaryDir folder;
            FileDialog::setNextAnswer(folder.filePath(QStringLiteral("a.csv")));
            panel.exportTable();
            QCOMPARE(ExportFolder::last(), folder.path());
            QCOMPARE(
                ExportFolder::placeFor(QStringLiteral("t.tex")), folder.filePath(QStringLiteral("t.tex")));
            FileDialog::setNextAnswer(QStringLiteral("/nowhere/a.csv"));
            panel.exportTable(); // fails
            QCOMPARE(ExportFolder::last(), folder.path());
        }
        QCOMPARE(ExportFolder::placeFor(QStringLiteral("t.tex")), QStringLiteral("t.tex")); // it is gone
    }
};

TEST_ENTRY(TestTablePanel, QApplication)

} // namespace modalscope::tst_table_panel

#include "tst_table_panel.moc"
