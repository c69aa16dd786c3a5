#include "tests/support/test_entry.h"
#include "widgets/base/message_bar.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

namespace modalscope::tst_message_bar {

/// Protects: a problem is said in one sentence, leads to its place, and never stands in the way.
class TestMessageBar : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isHiddenUntilNeeded();
    void showsAnErrorWithItsAction();
    void cancelIsNoError();
    void escapeAndCrossDismiss();
};

void TestMessageBar::isHiddenUntilNeeded()
{
    QWidget window;
    MessageBar bar(&window);
    window.show();
    QVERIFY(!bar.isVisible());
    bar.showMessage(Severity::Warning, QStringLiteral("the validation split is small"));
    QVERIFY(bar.isVisible());
    QVERIFY(!bar.findChild<QPushButton*>(QStringLiteral("messageAction"))->isVisible());
}

void TestMessageBar::showsAnErrorWithItsAction()
{
    MessageBar bar;
    int calls = 0;
    bar.showError({ErrorKind::Io, "a.h5: cannot be read"}, QStringLiteral("Go there"), [&] { ++calls; });
    QCOMPARE(bar.text(), QStringLiteral("a.h5: cannot be read"));
    QCOMPARE(bar.severity(), Severity::Error);
    QCOMPARE(bar.accessibleName(), bar.text());
    auto* button = bar.findChild<QPushButton*>(QStringLiteral("messageAction"));
    QCOMPARE(button->text(), QStringLiteral("Go there"));
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(calls, 1);
    QVERIFY(!bar.isVisible());
}

void TestMessageBar::cancelIsNoError()
{
    MessageBar bar;
    bar.showError({ErrorKind::Cancelled, "cancelled"});
    QCOMPARE(bar.severity(), Severity::Info);
}

void TestMessageBar::escapeAndCrossDismiss()
{
    MessageBar bar;
    QSignalSpy dismissed(&bar, &MessageBar::dismissed);
    bar.showMessage(Severity::Error, QStringLiteral("one"));
    QTest::keyClick(&bar, Qt::Key_Escape);
    QVERIFY(!bar.isVisible());
    bar.showMessage(Severity::Error, QStringLiteral("two"));
    QTest::mouseClick(bar.findChild<QToolButton*>(QStringLiteral("messageClose")), Qt::LeftButton);
    QVERIFY(!bar.isVisible());
    QCOMPARE(dismissed.count(), 2);
}

TEST_ENTRY(TestMessageBar, QApplication)

} // namespace modalscope::tst_message_bar

#include "tst_message_bar.moc"
