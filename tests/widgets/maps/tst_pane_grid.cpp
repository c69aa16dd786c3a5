#include "tests/support/test_entry.h"
#include "widgets/base/palette.h"
#include "widgets/maps/map_images.h"
#include "widgets/maps/pane_grid.h"
#include "widgets/maps/pane_view.h"

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include <set>

namespace modalscope::tst_pane_grid {

namespace {

constexpr auto kNone = LabelMaps::kNone;

std::vector<MapPane> panes(int count)
{
    std::vector<MapPane> made;
    for (int i = 0; i < count; ++i) {
        MapPane pane{QStringLiteral("pane%1").arg(i), QStringLiteral("pane %1").arg(i)};
        pane.picture = QImage(8, 4, QImage::Format_RGB32);
        pane.picture.fill(Qt::white);
        pane.overlay = labelOverlay(std::vector<std::uint8_t>(32, std::uint8_t(1)), 4, 8);
        made.push_back(pane);
    }
    return made;
}

PaneView* view(const PaneGrid& grid, int index)
{
    auto* found = grid.findChild<PaneView*>(QStringLiteral("pane.pane%1").arg(index));
    if (found == nullptr)
        qFatal("there is no pane %d", index);
    return found;
}

void turnWheel(PaneView* pane, const QPointF& at, int notches)
{
    QWheelEvent event(at, pane->mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, Qt::NoModifier,
        Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(pane, &event);
}

std::set<QRgb> colorsOf(PaneView* pane)
{
    const auto image = pane->grab().toImage();
    const auto inside = image.rect().adjusted(
        image.width() / 3, image.height() / 3, -image.width() / 3, -image.height() / 3);
    std::set<QRgb> colors;
    for (int y = inside.top(); y <= inside.bottom(); ++y)
        for (int x = inside.left(); x <= inside.right(); ++x)
            colors.insert(image.pixel(x, y));
    return colors;
}

} // namespace

/// Protects: all panes show the same part, what is under the pointer is said in pixels of the label map,
/// and no colour comes up between those of two classes.
class TestPaneGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPartStaysUnderThePointer()
    {
        const MapViewport fit;
        const auto zoomed = fit.zoomed({0.25, 0.75}, 4, 100);
        const QRectF space(0, 0, 200, 100);
        const auto before = fit.placed({8, 4}, space), after = zoomed.placed({8, 4}, space);
        QCOMPARE(before, space);
        const auto place = [](const QRectF& placed) {
            return QPointF(placed.left() + 0.25 * placed.width(), placed.top() + 0.75 * placed.height());
        };
        QVERIFY(QLineF(place(before), place(after)).length() < 1e-9);
        QCOMPARE(fit.zoomed({0.5, 0.5}, 0.01, 100).zoom, 1.0); // never smaller than the whole
        QCOMPARE(fit.zoomed({0.5, 0.5}, 1e6, 100).zoom, 100.0);
        QCOMPARE(zoomed.panned({10, 10}).center, QPointF(0.125, 0.125)); // not beyond the border
        QVERIFY(zoomed.zoomed({0.1, 0.1}, 0.25, 100).isFit());
    }

    void allPanesMoveTogether()
    {
        PaneGrid grid;
        grid.resize(640, 200);
        grid.show();
        grid.setPanes(panes(3));
        turnWheel(view(grid, 1), view(grid, 1)->rect().center(), 3);
        const auto zoomed = grid.viewport();
        QVERIFY(zoomed.zoom > 1.5);
        QTest::mousePress(view(grid, 2), Qt::LeftButton, {}, {40, 40});
        QMouseEvent move(QEvent::MouseMove, QPointF(60, 40), view(grid, 2)->mapToGlobal(QPointF(60, 40)),
            Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(view(grid, 2), &move);
        QVERIFY(grid.viewport().center.x() < zoomed.center.x());
        QCOMPARE(grid.viewport().zoom, zoomed.zoom);
        grid.setPanes(panes(3)); // another sample is seen at the same place
        QCOMPARE(grid.viewport().zoom, zoomed.zoom);
        QTest::mouseDClick(view(grid, 0), Qt::LeftButton);
        QVERIFY(grid.viewport().isFit());
        QTest::keyClick(&grid, Qt::Key_Plus);
        QVERIFY(!grid.viewport().isFit());
        QTest::keyClick(&grid, Qt::Key_F);
        QVERIFY(grid.viewport().isFit());
    }

    void saysThePixelUnderThePointer()
    {
        PaneGrid grid;
        grid.resize(900, 200);
        grid.show();
        auto shown = panes(2);
        shown[0].overlay = {};
        shown[0].picture = shown[0].picture.scaled(16, 8); // a picture of twice the size of the labels
        grid.setPanes(shown);
        QVERIFY(QTest::qWaitForWindowExposed(&grid));
        QSignalSpy hovered(&grid, &PaneGrid::hovered);
        for (const int pane : {0, 1}) {
            const auto space = QRectF(view(grid, pane)->rect()).adjusted(1, 1, -1, -1);
            const auto placed = MapViewport().placed({8, 4}, space);
            const QPointF at(
                placed.left() + placed.width() * 5.5 / 8, placed.top() + placed.height() * 2.5 / 4);
            QMouseEvent move(QEvent::MouseMove, at, view(grid, pane)->mapToGlobal(at), Qt::NoButton,
                Qt::NoButton, Qt::NoModifier);
            QCoreApplication::sendEvent(view(grid, pane), &move);
            QCOMPARE(hovered.last().first().toPoint(), QPoint(5, 2));
        }
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(view(grid, 1), &leave);
        QVERIFY(hovered.last().first().toPoint().x() < 0);
    }

    void pixelsAreNotSmoothed()
    {
        PaneGrid grid;
        grid.resize(400, 220);
        grid.show();
        std::vector<std::uint8_t> checks(32);
        for (std::size_t i = 0; i < checks.size(); ++i)
            checks[i] = std::uint8_t(1 + (i % 8 + i / 8) % 2);
        auto shown = panes(1);
        shown[0].overlay = labelOverlay(checks, 4, 8);
        grid.setPanes(shown);
        grid.setOpacity(100);
        const std::set<QRgb> wanted{paletteColor(1, false).rgb(), paletteColor(2, false).rgb()};
        QCOMPARE(colorsOf(view(grid, 0)), wanted);
        grid.setOpacity(0);
        QCOMPARE(colorsOf(view(grid, 0)), (std::set<QRgb>{qRgb(255, 255, 255)}));
    }

    void aPaneWithoutPictureSaysWhy()
    {
        PaneGrid grid;
        grid.resize(400, 300);
        grid.show();
        grid.setPanes({{.key = QStringLiteral("pane0"),
            .title = QStringLiteral("adapted"),
            .why = QStringLiteral("No adapter set is chosen.")}});
        QCOMPARE(view(grid, 0)->accessibleDescription(), QStringLiteral("No adapter set is chosen."));
        turnWheel(view(grid, 0), {5, 5}, 3);
        QVERIFY(grid.viewport().isFit());
        grid.setPanes(panes(9)); // more, then fewer: those that are left over go
        grid.setPanes(panes(2));
        QVERIFY(view(grid, 1)->isVisible());
        QCOMPARE(grid.panes().size(), std::size_t(2));
        grid.setPanes({});
        QVERIFY(!view(grid, 0)->isVisible());
    }

    void errorsAndIgnoredPixelsStandApart()
    {
        const std::vector<std::uint8_t> truth{0, 1, kNone, 1}, said{0, 0, 1, kNone};
        const auto colors = errorColors();
        const auto image = errorOverlay(truth, said, 1, 4);
        QCOMPARE(image.pixel(0, 0), colors.right.rgb());
        QCOMPARE(image.pixel(1, 0), colors.wrong.rgb());
        QCOMPARE(image.pixel(2, 0), colors.ignored.rgb());
        QCOMPARE(image.pixel(3, 0), colors.ignored.rgb());
        QVERIFY(contrastRatio(colors.right, colors.wrong) > 2);
    }

    void theGroundDoesNotHideThePicture()
    {
        const std::vector<std::string> names{"Background", "road"};
        QCOMPARE(groundClass(names), 0);
        QCOMPARE(groundClass(std::vector<std::string>{"road", "background"}), -1);
        const std::vector<std::uint8_t> classes{0, 1};
        const auto untinted = labelOverlay(classes, 1, 2, {.ground = 0, .tintsGround = false});
        QCOMPARE(qAlpha(untinted.pixel(0, 0)), 0);
        QCOMPARE(qAlpha(untinted.pixel(1, 0)), 255);
        const auto tinted = labelOverlay(classes, 1, 2, {.ground = 0});
        QCOMPARE(tinted.pixel(0, 0), ClassColors{.ground = 0}.of(0).rgb());
        QVERIFY(ClassColors{.ground = 0}.of(0).hslSaturation() < 30); // neutral
    }

    void classesDifferAndNoneIsBlackOrWhite()
    {
        std::set<QRgb> seen;
        for (int label = 0; label < 30; ++label) {
            const auto color = ClassColors().of(label);
            QVERIFY2(color.lightness() > 25 && color.lightness() < 245, qPrintable(color.name()));
            seen.insert(color.rgb());
        }
        QCOMPARE(seen.size(), std::size_t(30));
    }

    void modalitiesOfAnyChannels()
    {
        const auto image = [](Shape shape, std::vector<float> values) {
            return modalityImage({"m", ModalityKind::Image, std::move(shape), "float32", 1.0, 0.0}, values);
        };
        QCOMPARE(image({3, 1, 2}, {1, 0, 0, 0, 0, 1}).pixel(0, 0), qRgb(255, 0, 0));
        QCOMPARE(image({1, 1, 2}, {0, 1}).size(), QSize(2, 1));
        const auto mean = image({2, 1, 2}, {0, 1, 0, 1});
        QCOMPARE(mean.size(), QSize(2, 1)); // one picture, as large as the labels
        QCOMPARE(mean.pixel(1, 0), qRgb(255, 255, 255));
        QVERIFY(modalityImage({"f", ModalityKind::Features, {4}, "float32", 1.0, 0.0}, std::vector<float>(4))
                    .isNull());
    }
};

TEST_ENTRY(TestPaneGrid, QApplication)

} // namespace modalscope::tst_pane_grid

#include "tst_pane_grid.moc"
