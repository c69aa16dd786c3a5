#include "core/data/image_transform.h"
#include "tests/support/test_entry.h"

#include <QtTest>

#include <cmath>

namespace modalscope::tst_image_transform {

namespace {

Array picture(Shape shape, std::vector<float> values)
{
    Array array(std::move(shape));
    array.values = std::move(values);
    return array;
}

ResizedWindow whole(std::int64_t rows, std::int64_t columns)
{
    return {rows, columns, 0, 0, rows, columns};
}

void compareValues(const std::vector<float>& found, const std::vector<float>& expected)
{
    QCOMPARE(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i)
        QVERIFY2(std::abs(found[i] - expected[i]) < 1e-6f * std::max(2.0f, std::abs(expected[i])),
            qPrintable(
                QStringLiteral("%1: %2 for %3").arg(i).arg(double(found[i])).arg(double(expected[i]))));
}

} // namespace

/// Pictures are changed as PyTorch and torchvision change float tensors.
class TestImageTransform : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bilinear()
    {
        // corners are not aligned: pixel i of the new axis lies at (i + 1/2) · size / new size − 1/2
        const auto row = picture({1, 1, 4}, {0, 1, 2, 3});
        compareValues(resizeImage(row, whole(1, 2)).values, {0.5f, 2.5f});
        compareValues(resizeImage(row, whole(1, 8)).values, {0, 0.25f, 0.75f, 1.25f, 1.75f, 2.25f, 2.75f, 3});
        compareValues(resizeImage(row, whole(3, 4)).values, {0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3});
        const auto image = picture({1, 5, 2}, {0, 1, 4, 9, 16, 25, 36, 49, 64, 81});
        const auto resized = resizeImage(image, whole(3, 3));
        QCOMPARE(resized.shape, (Shape{1, 3, 3}));
        compareValues(
            resized.values, {1.3333333f, 2.5f, 3.6666667f, 16, 20.5f, 25, 54.666667f, 62.5f, 70.333333f});
    }

    void nearest()
    {
        const auto labels = picture({1, 5}, {0, 1, 2, 3, 255});
        compareValues(resizeLabels(labels, whole(1, 3), -1).values, {0, 1, 3}); // ⌊i · 5/3⌋
        compareValues(resizeLabels(labels, whole(2, 8), -1).values,
            {0, 0, 1, 1, 2, 3, 3, 255, 0, 0, 1, 1, 2, 3, 3, 255});
    }

    void windowsAreCutOutOfTheResizedPicture()
    {
        Array image({2, 7, 9});
        for (std::size_t i = 0; i < image.values.size(); ++i)
            image.values[i] = float(i * i % 31);
        const auto all = resizeImage(image, whole(12, 16));
        const auto part = resizeImage(image, {12, 16, 8, 5, 6, 12}, -2);
        QCOMPARE(part.shape, (Shape{2, 6, 12}));
        for (std::int64_t p = 0; p < 2; ++p)
            for (std::int64_t y = 0; y < 6; ++y)
                for (std::int64_t x = 0; x < 12; ++x) {
                    const bool inside = y + 8 < 12 && x + 5 < 16;
                    QCOMPARE(part.values[std::size_t((p * 6 + y) * 12 + x)],
                        inside ? all.values[std::size_t((p * 12 + y + 8) * 16 + x + 5)] : -2.0f);
                }
        // a window that begins after the last row is nothing but padding
        compareValues(resizeLabels(picture({1, 2}, {4, 5}), {1, 2, 1, 0, 1, 2}, 255).values, {255, 255});
    }

    void flips()
    {
        auto image = picture({2, 1, 3}, {1, 2, 3, 4, 5, 6});
        flipColumns(image);
        compareValues(image.values, {3, 2, 1, 6, 5, 4});
    }

    void blurs()
    {
        // a = e^(−1/1.28) / (1 + 2 e^(−1/1.28)) of torchvision's kernel of sigma 0.8, edges reflected
        const float a = float(std::exp(-1 / 1.28) / (1 + 2 * std::exp(-1 / 1.28)));
        const float b = 1 - 2 * a;
        auto image = picture({1, 3, 3}, {0, 0, 0, 0, 1, 0, 0, 0, 0});
        blurImage(image);
        // next to the edge the middle stands on both sides
        compareValues(image.values,
            {4 * a * a, 2 * a * b, 4 * a * a, 2 * a * b, b * b, 2 * a * b, 4 * a * a, 2 * a * b, 4 * a * a});
        auto flat = picture({1, 1, 4}, {3, 3, 3, 3});
        blurImage(flat);
        compareValues(flat.values, {3, 3, 3, 3});
    }

    void colours()
    {
        const auto image = picture({3, 1, 2}, {0.2f, 0.8f, 0.4f, 0.6f, 0.6f, 0.1f}); // two pixels
        auto same = image;
        changeColours(same, {});
        compareValues(same.values, image.values);
        auto bright = image;
        changeColours(bright, {1.5, 1, 1});
        compareValues(bright.values, {0.3f, 1, 0.6f, 0.9f, 0.9f, 0.15f}); // 1.2 is cut
        // greys 0.36298 and 0.60272, mean 0.48285
        auto flatter = image;
        changeColours(flatter, {1, 0.5, 1});
        compareValues(flatter.values, {0.341425f, 0.641425f, 0.441425f, 0.541425f, 0.541425f, 0.291425f});
        auto paler = image;
        changeColours(paler, {1, 1, 0.5});
        compareValues(paler.values, {0.28149f, 0.70136f, 0.38149f, 0.60136f, 0.48149f, 0.35136f});
        auto grey = picture({1, 1, 2}, {0.2f, 0.6f});
        changeColours(grey, {1, 0, 0});
        compareValues(grey.values, {0.4f, 0.4f});
        auto wide = picture({1, 1, 2}, {-2, 100});
        changeColours(wide, {1, 1, 1});
        compareValues(wide.values, {-2, 100}); // not cut to 0 .. 1
    }
};

TEST_ENTRY(TestImageTransform, NoApplication)

} // namespace modalscope::tst_image_transform

#include "tst_image_transform.moc"
