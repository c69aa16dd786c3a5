#include "tests/support/test_entry.h"
#include "widgets/base/palette.h"

#include <QTest>

#include <set>
#include <tuple>

namespace modalscope::tst_palette {

/// Protects: a figure's series can be told from the ground and from each other.
class TestPalette : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void contrastFollowsWcag();
    void everyColourStandsOut_data();
    void everyColourStandsOut();
    void looksDiffer();
    void firstEightAreOkabeIto();
};

void TestPalette::contrastFollowsWcag()
{
    QCOMPARE(qRound(contrastRatio(Qt::black, Qt::white)), 21);
    QCOMPARE(contrastRatio(Qt::red, Qt::red), 1.0);
    // WCAG 2's example: #777777 on white is 4.48.
    QVERIFY(std::abs(contrastRatio(QColor(0x777777), Qt::white) - 4.48) < 0.01);
}

void TestPalette::everyColourStandsOut_data()
{
    QTest::addColumn<int>("index");
    for (int i = 0; i < 32; ++i)
        QTest::addRow("%d", i) << i;
}

void TestPalette::everyColourStandsOut()
{
    QFETCH(int, index);
    QVERIFY(contrastRatio(paletteColor(index, false), Qt::white) > 2.1);
    QVERIFY(contrastRatio(paletteColor(index, true), QColor(0x1c2027)) > 3.0);
}

void TestPalette::looksDiffer()
{
    std::set<std::tuple<QRgb, int, int>> looks;
    for (int i = 0; i < 32; ++i) {
        const auto look = seriesLook(i, false);
        looks.insert({look.color.rgb(), int(look.line), int(look.marker)});
    }
    QCOMPARE(looks.size(), std::size_t(32));
}

void TestPalette::firstEightAreOkabeIto()
{
    std::set<QRgb> shown;
    for (int i = 0; i < 8; ++i)
        shown.insert(paletteColor(i, false).rgb());
    // Okabe and Ito 2008; their yellow is darkened on white, see everyColourStandsOut.
    for (const QRgb color :
        {0xff000000u, 0xffe69f00u, 0xff56b4e9u, 0xff009e73u, 0xff0072b2u, 0xffd55e00u, 0xffcc79a7u})
        QVERIFY2(shown.contains(color), qPrintable(QColor(color).name()));
}

TEST_ENTRY(TestPalette, NoApplication)

} // namespace modalscope::tst_palette

#include "tst_palette.moc"
