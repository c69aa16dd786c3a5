#include "core/base/atomic_file.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"
#include "widgets/base/message_bar.h"
#include "widgets/plot/page_export_dialog.h"
#include "widgets/plot/page_file.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

namespace modalscope::tst_page_export_dialog {

namespace {

/// Half as high as wide, all of one colour; writes when it is told to.
class HalfPageDialog : public PageExportDialog {
public:
    HalfPageDialog()
        : PageExportDialog({.name = QStringLiteral("half"),
                               .title = QStringLiteral("Export half a page"),
                               .fileTitle = QStringLiteral("Export"),
                               .fileName = QStringLiteral("half"),
                               .tooHigh = QStringLiteral("; more than %1 mm"),
                               .widthMm = {u"exportHalf/widthMm", 120},
                               .fontPoints = {u"exportHalf/fontPoints", 7},
                               .format = {u"exportHalf/format", int(ExportFormat::Pdf)},
                               .dpi = {u"exportHalf/dpi", 600}},
            nullptr)
    {
        m_line
            = addNumber(QStringLiteral("Line"), "Line", 0, 9, QStringLiteral(" pt"), {u"exportHalf/line", 1});
        addFont();
        addFormats();
        m_frame = addCheck({}, QStringLiteral("Frame"), "Frame", {u"exportHalf/frame", true});
        arrange();
    }

    using PageExportDialog::page;
    template <class Widget>
    Widget* part(const char* name) const
    {
        return findChild<Widget*>(QString::fromLatin1(name));
    }
    QString said() const { return findChild<MessageBar*>()->text(); }

    QString wanted; ///< the path asked for, until finishNow()
    void finishNow(const std::optional<Error>& error = std::nullopt)
    {
        finish(std::exchange(wanted, QString()), error);
    }

private:
    double heightMm() const override { return page().widthMm / 2; }
    void drawPreview(double dpi) override
    {
        showPreview(pageImage({page().widthMm, heightMm()}, dpi, [](QPaintDevice&, double) {}));
    }
    void write(const QString& path) override { wanted = path; }

    QDoubleSpinBox* m_line;
    QCheckBox* m_frame;
};

} // namespace

/// Protects what all dialogs that write a page have in common: the path and its ending, what is said, what is
/// remembered, the journal; and the file itself.
class TestPageExportDialog : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("modalscope-test"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_page_export_dialog"));
    }
    void init() { QSettings().clear(); }

    void theEndingChoosesTheFormat_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("written");
        QTest::addColumn<ExportFormat>("format");
        QTest::newRow("none") << "a"
                              << "a.pdf" << ExportFormat::Pdf;
        QTest::newRow("another format") << "a.SVG"
                                        << "a.SVG" << ExportFormat::Svg;
        QTest::newRow("unknown") << "a.v2"
                                 << "a.v2.pdf" << ExportFormat::Pdf;
        QTest::newRow("not for pages") << "a.csv"
                                       << "a.csv.pdf" << ExportFormat::Pdf;
    }
    void theEndingChoosesTheFormat()
    {
        QFETCH(QString, typed);
        QFETCH(QString, written);
        QFETCH(ExportFormat, format);
        HalfPageDialog dialog;
        FileDialog::setNextAnswer(m_dir.filePath(typed));
        dialog.chooseFile();
        QCOMPARE(dialog.wanted, m_dir.filePath(written));
        QCOMPARE(dialog.page().format, format);
    }

    void doesNotReplaceWhatNobodyChose()
    {
        const auto kept = m_dir.filePath(QStringLiteral("kept.v2.pdf"));
        QVERIFY(writeFileAtomically(kept.toStdString(), "mine"));
        HalfPageDialog dialog;
        FileDialog::setNextAnswer(m_dir.filePath(QStringLiteral("kept.v2")));
        dialog.chooseFile();
        QVERIFY(dialog.wanted.isEmpty());
        QVERIFY2(
            dialog.said().contains(kept + QStringLiteral(": exists already")), qPrintable(dialog.said()));
        FileDialog::setNextAnswer(kept); // the file dialog has asked about this one
        dialog.chooseFile();
        QCOMPARE(dialog.wanted, kept);
    }

    void failingSaysWhyAndStays()
    {
        HalfPageDialog dialog;
        dialog.show();
        const QSignalSpy exported(&dialog, &PageExportDialog::exported),
            failed(&dialog, &PageExportDialog::failed);
        auto* button = dialog.part<QPushButton>("halfExportButton");
        dialog.part<QDoubleSpinBox>("halfWidth")->setValue(50);
        dialog.writeTo(QStringLiteral("/nowhere/a.pdf"));
        QVERIFY(!button->isEnabled()); // one file at a time
        dialog.finishNow(Error{ErrorKind::Io, "no such folder"});
        QVERIFY(button->isEnabled() && dialog.isVisible());
        QVERIFY(dialog.said().contains(QStringLiteral("no such folder")));
        QVERIFY(exported.isEmpty());
        QCOMPARE(failed.size(), 1);
        QCOMPARE(HalfPageDialog().page().widthMm, 120.0); // what was not written is not remembered
    }

    void remembersEveryRow()
    {
        {
            HalfPageDialog dialog;
            const QSignalSpy exported(&dialog, &PageExportDialog::exported);
            auto* dpi = dialog.part<QSpinBox>("halfDpi");
            QVERIFY(!dpi->isEnabled());
            auto* format = dialog.part<QComboBox>("halfFormat");
            QCOMPARE(format->count(), int(pageFormats().size()));
            format->setCurrentIndex(format->findData(int(ExportFormat::Png)));
            QVERIFY(dpi->isEnabled());
            dpi->setValue(150);
            dialog.part<QDoubleSpinBox>("halfWidth")->setValue(50);
            dialog.part<QDoubleSpinBox>("halfFont")->setValue(6);
            dialog.part<QDoubleSpinBox>("halfLine")->setValue(2.5);
            dialog.part<QCheckBox>("halfFrame")->setChecked(false);
            dialog.writeTo(m_dir.filePath(QStringLiteral("a.png")));
            dialog.finishNow();
            QCOMPARE(exported.value(0).value(0).toString(), m_dir.filePath(QStringLiteral("a.png")));
            QCOMPARE(dialog.result(), int(QDialog::Accepted));
        }
        const HalfPageDialog again;
        QCOMPARE(again.page().format, ExportFormat::Png);
        QCOMPARE(again.page().dpi, 150);
        QCOMPARE(again.page().widthMm, 50.0);
        QCOMPARE(again.page().fontPoints, 6.0);
        QCOMPARE(again.part<QDoubleSpinBox>("halfLine")->value(), 2.5);
        QVERIFY(!again.part<QCheckBox>("halfFrame")->isChecked());
        QVERIFY(again.part<QSpinBox>("halfDpi")->isEnabled());
    }

    void journalAndWidthGoTogether()
    {
        HalfPageDialog dialog;
        dialog.show();
        auto* journal = dialog.part<QComboBox>("halfJournal");
        QTRY_COMPARE(journal->currentText(), QStringLiteral("Own size"));
        const int ieee = journal->findText(QStringLiteral("IEEE, one column (88.9 mm)"));
        journal->setCurrentIndex(ieee);
        Q_EMIT journal->activated(ieee);
        QCOMPARE(dialog.page().widthMm, 88.9);
        QCOMPARE(dialog.page().fontPoints, 8.0);
        dialog.part<QDoubleSpinBox>("halfWidth")->setValue(89);
        QTRY_COMPARE(journal->currentText(), QStringLiteral("Nature, one column (89 mm)"));
    }

    void previewIsThePage()
    {
        HalfPageDialog dialog;
        dialog.show();
        const auto* size = dialog.part<QLabel>("halfSize");
        QTRY_COMPARE(size->text(), QStringLiteral("120 × 60 mm"));
        const auto shown = dialog.part<QLabel>("halfPreview")->pixmap().size();
        QVERIFY(std::abs(double(shown.width()) / shown.height() - 2) < 0.02);
        dialog.part<QDoubleSpinBox>("halfWidth")->setValue(360);
        QTRY_COMPARE(size->text(), QStringLiteral("360 × 180 mm; more than 170 mm"));
    }

    void keysGoThroughTheRowsInTheirOrder()
    {
        HalfPageDialog dialog;
        QStringList names;
        for (auto* one = dialog.nextInFocusChain(); one != &dialog; one = one->nextInFocusChain())
            if (one->focusPolicy() & Qt::TabFocus && one->objectName().startsWith(QStringLiteral("half")))
                names << one->objectName().mid(4);
        QCOMPARE(names.join(u' '), QStringLiteral("Journal Width Line Font Format Dpi Frame ExportButton"));
    }

    void theFileIsThePage()
    {
        const Provenance from{{"0123456789ab"}, "ModalScope 0.1.0", "", "test"};
        const auto page = paperPage(50, 20, "Half", "n = 6", from);
        const auto paint = [](QPaintDevice& device, double scale) {
            QPainter painter(&device);
            painter.scale(scale, scale);
            painter.fillRect(0, 0, 100, 100, Qt::red);
        };
        const auto written = [&](ExportFormat format, const char* name) {
            const auto path = m_dir.filePath(QString::fromLatin1(name)).toStdString();
            return writePage(page, format, 254, paint, path) ? readFile(path).value() : std::string();
        };
        QVERIFY(written(ExportFormat::Pdf, "page.pdf").starts_with("%PDF"));
        const auto svg = written(ExportFormat::Svg, "page.svg");
        for (const char* word : {"width=\"50mm\"", "Half", "n = 6", "0123456789ab"})
            QVERIFY2(svg.find(word) != std::string::npos, word);
        written(ExportFormat::Png, "page.png");
        const QImage image(m_dir.filePath(QStringLiteral("page.png")));
        QCOMPARE(image.size(), QSize(500, 200));
        QCOMPARE(image.text(QStringLiteral("Title")), QStringLiteral("Half"));
        const auto refused = writePage(page, ExportFormat::Pdf, 254, paint, "/nowhere/at/all.pdf");
        QVERIFY(!refused && refused.error().kind == ErrorKind::Io);
    }

    void numbersOutOfRangeAreSaid()
    {
        QVERIFY(!pageProblem(20, 4, 72) && !pageProblem(400, 14, 1200));
        QCOMPARE(QString::fromStdString(pageProblem(5, 7, 600)->message),
            QStringLiteral("the figure's width in mm is out of range: 5 is not between 20 and 400"));
        QVERIFY(pageProblem(89, 15, 600)->message.find("font size in pt") != std::string::npos);
        QVERIFY(pageProblem(89, 7, 71)->message.find("resolution in dpi") != std::string::npos);
        QVERIFY(pageProblem(std::nan(""), 7, 600).has_value());
        QVERIFY(!hasTooManyPixels(400, 300, 1200) && hasTooManyPixels(400, 400, 1200));
    }
};

TEST_ENTRY(TestPageExportDialog, QApplication)

} // namespace modalscope::tst_page_export_dialog

#include "tst_page_export_dialog.moc"
