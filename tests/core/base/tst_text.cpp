#include "core/base/text.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>
#include <limits>

namespace modalscope::tst_text {

/// Numbers survive being written as text, and what people read has the form they expect.
class TestText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void splitAndJoin();
    void numbersSurvive_data();
    void numbersSurvive();
    void whatIsNoNumberIsNan();
    void forPeople();
    void utc();
    void utf8();
    void controlCharactersAreShown();
};

void TestText::splitAndJoin()
{
    using Parts = std::vector<std::string>;
    QCOMPARE(splitText("a,b,,c", ','), (Parts{"a", "b", "", "c"}));
    QCOMPARE(splitText("a,", ','), (Parts{"a", ""}));
    QCOMPARE(splitText("abc", ','), (Parts{"abc"}));
    QVERIFY(splitText("", ',').empty());
    const Parts parts{"x", "x", "z"}; // equal parts are no trap
    QCOMPARE(joinText(parts, ", "), std::string("x, x, z"));
    QCOMPARE(joinText({}, ", "), std::string());
}

void TestText::numbersSurvive_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text");
    QTest::newRow("whole") << 42.0 << QStringLiteral("42");
    QTest::newRow("tenth") << 0.1 << QStringLiteral("0.1");
    QTest::newRow("negative") << -2.5 << QStringLiteral("-2.5");
    QTest::newRow("third") << 1.0 / 3 << QString();
    QTest::newRow("least") << std::numeric_limits<double>::denorm_min() << QString();
    QTest::newRow("most") << std::numeric_limits<double>::max() << QString();
    QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << QStringLiteral("inf");
    QTest::newRow("minus infinite") << -std::numeric_limits<double>::infinity() << QStringLiteral("-inf");
}

void TestText::numbersSurvive()
{
    QFETCH(double, value);
    QFETCH(QString, text);
    QCOMPARE(numberFromText(numberText(value)), value);
    if (!text.isEmpty())
        QCOMPARE(QString::fromStdString(numberText(value)), text);
}

void TestText::whatIsNoNumberIsNan()
{
    for (const char* text : {"", "x", "1x", " 1", "1 ", "1,5", "nan", "--1"})
        QVERIFY2(std::isnan(numberFromText(text)), text);
    QCOMPARE(numberText(std::nan("")), std::string("nan"));
}

void TestText::forPeople()
{
    QCOMPARE(fixedText(2.0 / 3, 2), std::string("0.67"));
    QCOMPARE(durationText(3.24), std::string("3.2 s"));
    QCOMPARE(durationText(42), std::string("42 s"));
    QCOMPARE(durationText(250), std::string("4 min 10 s"));
    QCOMPARE(durationText(7500), std::string("2 h 05 min"));
    QCOMPARE(durationText(-1), std::string("unknown"));
    QCOMPARE(durationText(std::nan("")), std::string("unknown"));
    QCOMPARE(sizeText(0), std::string("0 B"));
    QCOMPARE(sizeText(999), std::string("999 B"));
    QCOMPARE(sizeText(12'400'000), std::string("12.4 MB"));
    QCOMPARE(sizeText(4e12), std::string("4.0 TB"));
}

void TestText::utc()
{
    QCOMPARE(utcText(0), std::string("1970-01-01T00:00:00Z"));
    QCOMPARE(utcText(1'000'000'000), std::string("2001-09-09T01:46:40Z"));
}

void TestText::utf8()
{
    for (const char* text : {"", "plain", "na\xc3\xafve", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\x9f\xbf"})
        QVERIFY2(isUtf8(text), text);
    // alone, cut off, overlong, half of a surrogate pair, beyond the last character
    for (const char* text :
        {"\xe9", "a\xc3", "\xe2\x82", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"})
        QVERIFY2(!isUtf8(text), text);
}

void TestText::controlCharactersAreShown()
{
    QCOMPARE(printableText("a\x1b[31mb\x7f\n c"), std::string("a\\x1b[31mb\\x7f  c"));
    QCOMPARE(printableText("Größe\n\tx", true), std::string("Größe\n\\x09x"));
}

TEST_ENTRY(TestText, NoApplication)

} // namespace modalscope::tst_text

#include "tst_text.moc"
