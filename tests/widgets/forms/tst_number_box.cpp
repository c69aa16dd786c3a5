#include "tests/support/test_entry.h"
#include "widgets/forms/number_box.h"

#include <QLineEdit>
#include <QTest>

namespace modalscope::tst_number_box {

/// Protects: any number can be typed, read back exactly, and stepped through powers of ten.
class TestNumberBox : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void keepsNumbersExactly_data();
    void keepsNumbersExactly();
    void takesScientificNotation();
    void stepsThroughPowers();
    void wholeNumbersStayWhole();
    void refusesNonsense();
};

void TestNumberBox::keepsNumbersExactly_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::addRow("rate") << 1e-4 << QStringLiteral("1e-4");
    QTest::addRow("tiny") << 3e-12 << QStringLiteral("3e-12");
    QTest::addRow("third") << 1.0 / 3 << QStringLiteral("0.3333333333333333");
    QTest::addRow("zero") << 0.0 << QStringLiteral("0");
    QTest::addRow("hundred") << 100.0 << QStringLiteral("100");
}

void TestNumberBox::keepsNumbersExactly()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    NumberBox box(0, 1e6, false);
    box.setValue(value);
    QCOMPARE(box.value(), value);
    QCOMPARE(box.text(), text);
}

void TestNumberBox::takesScientificNotation()
{
    NumberBox box(1e-12, 100, false);
    box.selectAll();
    QTest::keyClicks(&box, QStringLiteral("2.5e-3"));
    QCOMPARE(box.value(), 2.5e-3);
}

void TestNumberBox::stepsThroughPowers()
{
    NumberBox box(1e-12, 100, false);
    box.setValue(1e-3);
    box.stepBy(1);
    QCOMPARE(box.value(), 2e-3);
    box.stepBy(1);
    QCOMPARE(box.value(), 5e-3);
    box.stepBy(1);
    QCOMPARE(box.value(), 1e-2);
    box.stepBy(-4);
    QCOMPARE(box.value(), 5e-4);
    NumberBox share(0, 1, false);
    share.stepBy(3);
    QCOMPARE(share.value(), 0.15);
}

void TestNumberBox::wholeNumbersStayWhole()
{
    NumberBox box(1, 1e6, true);
    box.setValue(7);
    box.stepBy(1);
    QCOMPARE(box.value(), 8.0);
    box.setValue(1e6);
    QCOMPARE(box.text(), QStringLiteral("1000000"));
    NumberBox seed(0, 9007199254740991.0, true);
    seed.setValue(123456789012.0);
    QCOMPARE(seed.value(), 123456789012.0);
}

void TestNumberBox::refusesNonsense()
{
    NumberBox box(0, 10, false);
    box.setValue(3);
    box.selectAll();
    QTest::keyClicks(&box, QStringLiteral("x11"));
    QCOMPARE(box.value(), 1.0); // 11 is out of range and waits
    int position = 0;
    auto text = QStringLiteral("abc");
    QCOMPARE(box.validate(text, position), QValidator::Invalid);
    text = QStringLiteral("1e");
    QCOMPARE(box.validate(text, position), QValidator::Intermediate);
}

TEST_ENTRY(TestNumberBox, QApplication)

} // namespace modalscope::tst_number_box

#include "tst_number_box.moc"
