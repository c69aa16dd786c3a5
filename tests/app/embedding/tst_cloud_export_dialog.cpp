#include "app/embedding/cloud_export_dialog.h"
#include "core/base/atomic_file.h"
#include "tests/support/test_entry.h"
#include "tests/widgets/cloud/cloud_points.h"
#include "widgets/base/message_bar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

namespace modalscope::tst_cloud_export_dialog {

/// Protects what the dialog for a picture of points adds to other pages: a height of its own, title and
/// caption, a preview that is made in the background.
class TestCloudExportDialog : public QObject {
    Q_OBJECT

    static CloudFigure figure()
    {
        CloudFigure made{clusterCloud(40)};
        made.seen = {600, 400};
        made.camera = fittingCamera(*indexOf(*made.data), made.seen);
        made.title = "Modality gap";
        made.note = "PCA of all modalities together";
        return made;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("modalscope-test"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_cloud_export_dialog"));
        QSettings().clear();
    }

    void writesTheSizeThatIsAskedForAndRemembersIt()
    {
        QTemporaryDir folder;
        {
            CloudExportDialog dialog(figure());
            dialog.show();
            QTRY_VERIFY(!dialog.findChild<QLabel*>(QStringLiteral("cloudPreview"))->pixmap().isNull());
            dialog.findChild<QDoubleSpinBox*>(QStringLiteral("cloudHeight"))->setValue(44);
            dialog.findChild<QCheckBox*>(QStringLiteral("cloudWithTitle"))->setChecked(false);
            auto* format = dialog.findChild<QComboBox*>(QStringLiteral("cloudFormat"));
            format->setCurrentIndex(format->findData(int(ExportFormat::Svg)));
            QSignalSpy exported(&dialog, &PageExportDialog::exported);
            const auto path = folder.filePath(QStringLiteral("cloud.svg"));
            dialog.writeTo(path);
            QVERIFY(exported.wait());
            const auto svg = readFile(path.toStdString()).value();
            QVERIFY(svg.find("height=\"44mm\"") != std::string::npos);
            QVERIFY(svg.find("PCA of all") != std::string::npos);
            QVERIFY(!dialog.isVisible());
        }
        const CloudExportDialog again(figure());
        QCOMPARE(again.options().heightMm, 44.0);
        QCOMPARE(again.options().format, ExportFormat::Svg);
        QVERIFY(!again.options().withTitle && again.options().withNote);
    }

    void saysWhyItCannotWrite()
    {
        CloudExportDialog dialog(figure());
        dialog.show();
        QSignalSpy failed(&dialog, &PageExportDialog::failed);
        dialog.writeTo(QStringLiteral("/nowhere/at/all/x.pdf"));
        QVERIFY(failed.wait());
        QVERIFY(dialog.isVisible());
        QVERIFY(dialog.findChild<MessageBar*>()->text().contains(QStringLiteral("/nowhere")));
    }
};

TEST_ENTRY(TestCloudExportDialog, QApplication)

} // namespace modalscope::tst_cloud_export_dialog

#include "tst_cloud_export_dialog.moc"
