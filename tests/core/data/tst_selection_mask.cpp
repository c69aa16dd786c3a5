#include "core/base/random.h"
#include "core/data/selection_mask.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <set>
#include <stdexcept>

namespace modalscope::tst_selection_mask {

namespace {

SelectionMask maskWith(std::size_t size, const std::set<std::size_t>& samples)
{
    SelectionMask mask(size);
    for (const auto sample : samples)
        mask.add(sample);
    return mask;
}

std::set<std::size_t> setOf(const SelectionMask& mask)
{
    std::set<std::size_t> samples;
    mask.forEach([&](std::size_t sample) { samples.insert(sample); });
    return samples;
}

} // namespace

/// Protects the selection that all views share: set operations, counts, its form in files.
class TestSelectionMask : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void operationsEqualThoseOfSets_data()
    {
        QTest::addColumn<int>("size");
        for (const int size : {1, 63, 64, 65, 1000}) // around the words of 64
            QTest::newRow(qPrintable(QString::number(size))) << size;
    }

    void operationsEqualThoseOfSets()
    {
        QFETCH(int, size);
        Random random(3);
        std::set<std::size_t> a, b;
        for (int i = 0; i < size; ++i) {
            if (random.uniform() < 0.4)
                a.insert(std::size_t(i));
            if (random.uniform() < 0.6)
                b.insert(std::size_t(i));
        }
        std::set<std::size_t> either = a, both, first, inverted;
        either.insert(b.begin(), b.end());
        for (std::size_t i = 0; i < std::size_t(size); ++i) {
            if (a.contains(i) && b.contains(i))
                both.insert(i);
            if (a.contains(i) && !b.contains(i))
                first.insert(i);
            if (!a.contains(i))
                inverted.insert(i);
        }
        const auto x = maskWith(std::size_t(size), a), y = maskWith(std::size_t(size), b);
        QCOMPARE(setOf(x), a);
        QCOMPARE(x.count(), a.size());
        QCOMPARE(setOf(x | y), either);
        QCOMPARE(setOf(x & y), both);
        QCOMPARE(setOf(x - y), first);
        auto turned = x;
        turned.invert();
        QCOMPARE(setOf(turned), inverted);
        QVERIFY((turned | x) == SelectionMask(std::size_t(size), true));
        QCOMPARE(SelectionMask(std::size_t(size), true).count(), std::size_t(size));
        QVERIFY((x - x).isEmpty());
        QVERIFY(maskFromText(toText(x), std::size_t(size)).value() == x);
    }

    void onlySamplesOfTheSameDatasetMeet()
    {
        SelectionMask a(5);
        QVERIFY_EXCEPTION_THROWN(a |= SelectionMask(6), std::logic_error);
    }

    void rangesAreShort()
    {
        QCOMPARE(toText(maskWith(20, {0, 1, 2, 9, 12, 13})), std::string("0-2,9,12-13"));
        QCOMPARE(toText(SelectionMask(20)), std::string());
        QCOMPARE(toText(SelectionMask(100, true)), std::string("0-99"));
        QVERIFY(maskFromText("", 5).value().isEmpty());
    }

    void badTextsAreErrors()
    {
        for (const auto* text : {"3-1", "a", "1,,2", "1-2-3", "-3", "1 2"})
            QVERIFY2(!maskFromText(text, 10), text);
        QCOMPARE(maskFromText("2-10", 10).error().message,
            std::string("the selection holds sample 10, but there are 10"));
    }
};

TEST_ENTRY(TestSelectionMask, NoApplication)

} // namespace modalscope::tst_selection_mask

#include "tst_selection_mask.moc"
