#include "tests/support/test_entry.h"
#include "tests/widgets/plot/example_figure.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/plot/export_dialog.h"

#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_export_dialog {

/// Protects: a journal is one choice, the preview is the file, the choice is remembered, a bad path costs
/// nothing.
class TestExportDialog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void journalSetsTheSize();
    void ownWidthLeavesTheJournal();
    void previewHasTheShapeOfTheFile();
    void exportsAndRemembers();
    void aTypedEndingChoosesTheFormat_data();
    void aTypedEndingChoosesTheFormat();
    void doesNotReplaceWhatNobodyChose();
    void saysWhyItCannotWrite();
    void leavingTheFileDialogStays();
};

void TestExportDialog::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("modalscope-test"));
    QCoreApplication::setApplicationName(QStringLiteral("tst_export_dialog"));
}

void TestExportDialog::init()
{
    QSettings().clear();
}

void TestExportDialog::journalSetsTheSize()
{
    ExportDialog dialog(exampleFigure());
    auto* preset = dialog.findChild<QComboBox*>(QStringLiteral("preset"));
    QCOMPARE(dialog.options().widthMm, 183.0); // two columns of panels
    const int ieee = preset->findText(QStringLiteral("IEEE, one column (88.9 mm)"));
    preset->setCurrentIndex(ieee);
    Q_EMIT preset->activated(ieee);
    QCOMPARE(dialog.options().widthMm, 88.9);
    QCOMPARE(dialog.options().fontPoints, 8.0);
    QVERIFY(dialog.options().heightMm <= 170);
    QCOMPARE(preset->currentIndex(), ieee);
}

void TestExportDialog::ownWidthLeavesTheJournal()
{
    ExportDialog dialog(exampleFigure());
    auto* preset = dialog.findChild<QComboBox*>(QStringLiteral("preset"));
    dialog.findChild<QDoubleSpinBox*>(QStringLiteral("width"))->setValue(100);
    QCOMPARE(preset->currentText(), QStringLiteral("Own size"));
    dialog.findChild<QDoubleSpinBox*>(QStringLiteral("width"))->setValue(89);
    QCOMPARE(preset->currentText(), QStringLiteral("Nature, one column (89 mm)"));
}

void TestExportDialog::previewHasTheShapeOfTheFile()
{
    ExportDialog dialog(exampleFigure());
    dialog.show();
    auto* preview = dialog.findChild<QLabel*>(QStringLiteral("preview"));
    dialog.findChild<QDoubleSpinBox*>(QStringLiteral("width"))->setValue(100);
    dialog.findChild<QDoubleSpinBox*>(QStringLiteral("height"))->setValue(50);
    const auto ratio = [&] { return double(preview->pixmap().width()) / preview->pixmap().height(); };
    QTRY_VERIFY(std::abs(ratio() - 2) < 0.02);
}

void TestExportDialog::exportsAndRemembers()
{
    QTemporaryDir folder;
    {
        ExportDialog dialog(exampleFigure());
        QSignalSpy exported(&dialog, &ExportDialog::exported);
        auto* format = dialog.findChild<QComboBox*>(QStringLiteral("format"));
        auto* dpi = dialog.findChild<QSpinBox*>(QStringLiteral("dpi"));
        QVERIFY(!dpi->isEnabled());
        format->setCurrentIndex(format->findData(int(ExportFormat::Png)));
        QVERIFY(dpi->isEnabled());
        dpi->setValue(150);
        dialog.findChild<QDoubleSpinBox*>(QStringLiteral("fontSize"))->setValue(6);
        FileDialog::setNextAnswer(folder.filePath(QStringLiteral("figure")));
        QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("exportButton")), Qt::LeftButton);
        QCOMPARE(exported.count(), 1);
        QVERIFY(QFile::exists(folder.filePath(QStringLiteral("figure.png"))));
        QCOMPARE(dialog.result(), int(QDialog::Accepted));
    }
    const ExportDialog again(exampleFigure());
    QCOMPARE(again.options().format, ExportFormat::Png);
    QCOMPARE(again.options().dpi, 150);
    QCOMPARE(again.options().fontPoints, 6.0);
}

void TestExportDialog::aTypedEndingChoosesTheFormat_data()
{
    QTest::addColumn<ExportFormat>("chosen");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("written");
    QTest::addColumn<QByteArray>("start");
    const auto add = [](const char* name, ExportFormat chosen, const char* typed, const char* written,
                         const char* start) {
        QTest::newRow(name) << chosen << QString::fromLatin1(typed) << QString::fromLatin1(written)
                            << QByteArray(start);
    };
    add("png over csv", ExportFormat::Csv, "acc.png", "acc.png", "\x89PNG");
    add("csv over png", ExportFormat::Png, "acc.CSV", "acc.CSV", "# Laziness");
    add("svg over pdf", ExportFormat::Pdf, "acc.svg", "acc.svg", "<?xml");
    add("same", ExportFormat::Pdf, "acc.pdf", "acc.pdf", "%PDF-");
    add("unknown", ExportFormat::Csv, "acc.v2", "acc.v2.csv", "# Laziness");
    add("none", ExportFormat::Pdf, "acc", "acc.pdf", "%PDF-");
}

void TestExportDialog::aTypedEndingChoosesTheFormat()
{
    QFETCH(ExportFormat, chosen);
    QFETCH(QString, typed);
    QFETCH(QString, written);
    QFETCH(QByteArray, start);
    QTemporaryDir folder;
    ExportDialog dialog(exampleFigure());
    const QSignalSpy exported(&dialog, &ExportDialog::exported);
    auto* format = dialog.findChild<QComboBox*>(QStringLiteral("format"));
    format->setCurrentIndex(format->findData(int(chosen)));
    FileDialog::setNextAnswer(folder.filePath(typed));
    dialog.chooseFile();
    QCOMPARE(exported.value(0).value(0).toString(), folder.filePath(written));
    QFile file(folder.filePath(written));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.read(start.size()), start);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
}

void TestExportDialog::doesNotReplaceWhatNobodyChose()
{
    QTemporaryDir folder;
    QFile kept(folder.filePath(QStringLiteral("acc.v2.pdf")));
    QVERIFY(kept.open(QIODevice::WriteOnly));
    kept.write("mine");
    kept.close();
    ExportDialog dialog(exampleFigure());
    dialog.show();
    FileDialog::setNextAnswer(folder.filePath(QStringLiteral("acc.v2")));
    dialog.chooseFile();
    QVERIFY(dialog.isVisible());
    QVERIFY(dialog.findChild<MessageBar*>()->text().contains(QStringLiteral("exists already")));
    QCOMPARE(kept.size(), qint64(4));
}

void TestExportDialog::saysWhyItCannotWrite()
{
    ExportDialog dialog(exampleFigure());
    dialog.show();
    QSignalSpy exported(&dialog, &ExportDialog::exported);
    FileDialog::setNextAnswer(QStringLiteral("/nowhere/figure.pdf"));
    dialog.chooseFile();
    QVERIFY(dialog.isVisible());
    QCOMPARE(exported.count(), 0);
    auto* messages = dialog.findChild<MessageBar*>();
    QVERIFY(messages->isVisible());
    QVERIFY2(messages->text().contains(QStringLiteral("/nowhere/figure.pdf")), qPrintable(messages->text()));
}

void TestExportDialog::leavingTheFileDialogStays()
{
    ExportDialog dialog(exampleFigure());
    dialog.show();
    FileDialog::setNextAnswer({});
    dialog.chooseFile();
    QVERIFY(dialog.isVisible());
}

TEST_ENTRY(TestExportDialog, QApplication)

} // namespace modalscope::tst_export_dialog

#include "tst_export_dialog.moc"
