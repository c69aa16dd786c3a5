#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"

#include <QTest>

namespace modalscope::tst_file_dialog {

/// Protects: tests of the window can answer file dialogs, and files get their ending.
class TestFileDialog : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void answersInOrder();
    void savedFilesGetTheirEnding();
};

void TestFileDialog::answersInOrder()
{
    FileDialog::setNextAnswer(QStringLiteral("/data/one.h5"));
    FileDialog::setNextAnswer({});
    FileDialog::setNextAnswer(QStringLiteral("/data"));
    QCOMPARE(FileDialog::openFile(nullptr, {}, {}), QStringLiteral("/data/one.h5"));
    QVERIFY(FileDialog::openFile(nullptr, {}, {}).isEmpty()); // the user left
    QCOMPARE(FileDialog::openFolder(nullptr, {}), QStringLiteral("/data"));
}

void TestFileDialog::savedFilesGetTheirEnding()
{
    const auto filter = QStringLiteral("PDF (*.pdf)");
    FileDialog::setNextAnswer(QStringLiteral("/data/figure"));
    QCOMPARE(FileDialog::saveFile(nullptr, {}, {}, filter), QStringLiteral("/data/figure.pdf"));
    FileDialog::setNextAnswer(QStringLiteral("/data/figure.eps"));
    QCOMPARE(FileDialog::saveFile(nullptr, {}, {}, filter), QStringLiteral("/data/figure.eps"));
}

TEST_ENTRY(TestFileDialog, QApplication)

} // namespace modalscope::tst_file_dialog

#include "tst_file_dialog.moc"
