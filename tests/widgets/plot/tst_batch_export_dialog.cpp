#include "tests/support/test_entry.h"
#include "tests/widgets/plot/example_figure.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/plot/batch_export_dialog.h"
#include "widgets/tables/export_folder.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_batch_export_dialog {

namespace {

QByteArray bytesOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

template <class Widget>
Widget& child(QWidget& dialog, const char* name)
{
    auto* found = dialog.findChild<Widget*>(QString::fromLatin1(name));
    if (found == nullptr)
        qFatal("no %s", name);
    return *found;
}

void chooseFormats(QWidget& dialog, const QStringList& endings)
{
    for (const auto format : exportFormats())
        child<QCheckBox>(dialog, ("format" + endingOf(format).toLatin1()).constData())
            .setChecked(endings.contains(endingOf(format)));
}

} // namespace

/// Protects: many figures are written as they are asked for, files that exist are replaced only when the user
/// says so, and what was done is one line.
class TestBatchExportDialog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("ModalScope test"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_batch_export_dialog"));
    }
    void init() { QSettings().clear(); }
    void cleanupTestCase() { QSettings().clear(); }

    void writesWhatWasChosen()
    {
        const QTemporaryDir folder;
        BatchExportDialog dialog({exampleFigure()});
        QSignalSpy exported(&dialog, &BatchExportDialog::exported);
        FileDialog::setNextAnswer(folder.path());
        dialog.chooseFolder();
        chooseFormats(dialog, {QStringLiteral(".svg"), QStringLiteral(".py")});
        child<QComboBox>(dialog, "preset").setCurrentIndex(1);
        child<QCheckBox>(dialog, "withNote").setChecked(false);
        dialog.writeAll();
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files, QDir::Name),
            (QStringList{QStringLiteral("laziness-py.csv"), QStringLiteral("laziness.py"),
                QStringLiteral("laziness.svg")}));
        const auto svg = bytesOf(folder.filePath(QStringLiteral("laziness.svg")));
        QVERIFY(svg.contains("width=\"183mm\""));
        QVERIFY(!svg.contains("95 % t interval</text>")); // the description keeps it
        QCOMPARE(exported.count(), 1);
        const auto summary = exported.first().at(1).toString();
        QVERIFY2(summary.startsWith(QStringLiteral("2 file")) && summary.contains(folder.path())
                && summary.contains(QStringLiteral(".svg, .py; Nature, two columns (183 mm)")),
            qPrintable(summary));
        QCOMPARE(dialog.result(), int(QDialog::Accepted));

        BatchExportDialog next({exampleFigure()}); // remembers all but whether files are replaced
        QCOMPARE(next.options().formats, (std::vector{ExportFormat::Svg, ExportFormat::Matplotlib}));
        QCOMPARE(next.options().preset.widthMm, 183.0);
        QVERIFY(!next.options().withNote && next.options().withTitle && !next.options().replaces);
        QCOMPARE(child<QLineEdit>(next, "folder").text(), folder.path());
        QCOMPARE(ExportFolder::last(), folder.path());
    }

    void filesThatExistAreKeptUnlessAskedFor()
    {
        const QTemporaryDir folder;
        for (const bool replaces : {false, true}) {
            QFile mine(folder.filePath(QStringLiteral("laziness.csv")));
            QVERIFY(mine.open(QIODevice::WriteOnly));
            mine.write("mine");
            mine.close();
            BatchExportDialog dialog({exampleFigure(), exampleFigure()});
            chooseFormats(dialog, {QStringLiteral(".csv")});
            child<QLineEdit>(dialog, "folder").setText(folder.path());
            child<QComboBox>(dialog, "existing").setCurrentIndex(replaces ? 1 : 0);
            dialog.writeAll();
            QCOMPARE(bytesOf(folder.filePath(QStringLiteral("laziness.csv"))) == "mine", !replaces);
            QVERIFY(bytesOf(folder.filePath(QStringLiteral("laziness-2.csv"))).contains("epoch")
                || bytesOf(folder.filePath(QStringLiteral("laziness-2.csv"))).contains("line"));
            QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 3); // two of one name stay two
        }
    }

    void whatCannotBeIsSaid()
    {
        BatchExportDialog dialog({exampleFigure()});
        QSignalSpy exported(&dialog, &BatchExportDialog::exported);
        const auto& messages = *dialog.findChild<MessageBar*>();
        child<QLineEdit>(dialog, "folder").clear();
        dialog.writeAll();
        QVERIFY(messages.text().contains(QStringLiteral("choose the folder")));
        child<QLineEdit>(dialog, "folder").setText(QStringLiteral("figures"));
        dialog.writeAll();
        QVERIFY(messages.text().contains(QStringLiteral("give the whole path")));
        const QTemporaryDir folder;
        child<QLineEdit>(dialog, "folder").setText(folder.path());
        chooseFormats(dialog, {});
        dialog.writeAll();
        QVERIFY(messages.text().contains(QStringLiteral("at least one format")));
        QCOMPARE(exported.count(), 0);
    }

    void theSummaryCountsFailures()
    {
        const BatchExport done{{"/f/a.pdf"}, {"/f/b.pdf: the disk is full", "/f/c.pdf: the disk is full"}};
        const auto text = summaryOf(done, {.formats = {ExportFormat::Pdf}}, QStringLiteral("/f"));
        QVERIFY2(text.contains(QStringLiteral("2 could not be written: /f/b.pdf: the disk is full")),
            qPrintable(text));
    }
};

TEST_ENTRY(TestBatchExportDialog, QApplication)

} // namespace modalscope::tst_batch_export_dialog

#include "tst_batch_export_dialog.moc"
