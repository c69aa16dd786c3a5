// The point cloud view with 200,000 and 1,000,000 points: milliseconds of frames while it is moved and
// zoomed, of hovering, of lasso and rectangle. bench_cloud [WIDTH HEIGHT]; run it under Xvfb or with
// QT_QPA_PLATFORM=offscreen. A frame is the wheel or move event, the picture that the window shows at once,
// and (second column) the new picture that the other thread makes. Middle value and worst of twenty to one.
#include "core/base/random.h"
#include "widgets/base/stall_watchdog.h"
#include "widgets/cloud/cloud_canvas.h"
#include "widgets/cloud/cloud_pick.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>

using namespace modalscope;

namespace {

std::shared_ptr<CloudData> benchCloud(std::size_t points, int dimensions)
{
    auto data = std::make_shared<CloudData>();
    data->dimensions = dimensions;
    data->sampleCount = points / 2;
    ValueColumn modality{"modality"}, label{"class"};
    modality.categories = {"audio", "image"};
    for (int c = 0; c < 20; ++c)
        label.categories.push_back("class " + std::to_string(c));
    Random random(1, "bench cloud");
    for (std::size_t i = 0; i < points; ++i) {
        const auto kind = int(random.below(20));
        data->samples.push_back(std::uint32_t(i / 2));
        modality.codes.push_back(int(i % 2));
        label.codes.push_back(kind);
        for (int d = 0; d < dimensions; ++d)
            data->positions.push_back(
                float(6 * std::sin(1.7 * kind + 2 * d) + 5 * double(i % 2) + random.normal()));
    }
    data->columns = {std::move(modality), std::move(label)};
    return data;
}

struct Times {
    std::vector<double> all;

    template <class Work>
    void add(Work work)
    {
        QElapsedTimer timer;
        timer.start();
        work();
        all.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    double share(double part)
    {
        std::sort(all.begin(), all.end());
        return all.empty() ? 0 : all[std::size_t(part * double(all.size() - 1))];
    }
    void say(const char* what)
    {
        std::printf("  %-34s %8.2f %8.2f %8.2f\n", what, share(0), share(0.5), share(0.95));
    }
};

void waitForPicture(CloudCanvas& canvas)
{
    while (!canvas.isUpToDate())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 1);
}

void turnWheel(CloudCanvas& canvas, const QPointF& at, int delta)
{
    QWheelEvent event(
        at, canvas.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&canvas, &event);
}

void sendMouse(CloudCanvas& canvas, QEvent::Type type, const QPointF& at, bool isDown)
{
    QMouseEvent event(type, at, canvas.mapToGlobal(at),
        type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, isDown ? Qt::LeftButton : Qt::NoButton,
        Qt::NoModifier);
    QCoreApplication::sendEvent(&canvas, &event);
}

/// `change(i)` changes the view; a frame ends when the window has been painted, and when its new picture has.
template <class Change>
void measureFrames(CloudCanvas& canvas, const char* atOnce, const char* inFull, Change change)
{
    Times immediate, full;
    for (int i = 0; i < 60; ++i) {
        waitForPicture(canvas);
        QElapsedTimer timer;
        timer.start();
        change(i);
        canvas.repaint();
        immediate.all.push_back(double(timer.nsecsElapsed()) / 1e6);
        waitForPicture(canvas);
        canvas.repaint();
        full.all.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    immediate.say(atOnce);
    full.say(inFull);
}

void measure(std::size_t points, int dimensions, const QSize& size)
{
    std::printf("%zu points, %d dimensions\n", points, dimensions);
    std::printf("  %-34s %8s %8s %8s\n", "milliseconds", "least", "middle", "95 %");
    const auto data = benchCloud(points, dimensions);
    CloudCanvas canvas;
    canvas.resize(size);
    canvas.show();
    QCoreApplication::processEvents();
    Times first;
    first.add([&] {
        (void)canvas.setData(data);
        waitForPicture(canvas);
    });
    first.say("first picture");
    QCoreApplication::processEvents();
    StallWatchdog watchdog;
    const auto middle = canvas.space().center();
    measureFrames(canvas, "zoom: shown at once", "zoom: new picture",
        [&](int i) { turnWheel(canvas, middle, i % 20 < 10 ? 60 : -60); });
    sendMouse(canvas, QEvent::MouseButtonPress, middle, true);
    measureFrames(canvas, dimensions == 3 ? "turn: shown at once" : "move: shown at once",
        dimensions == 3 ? "turn: new picture" : "move: new picture", [&](int i) {
            sendMouse(canvas, QEvent::MouseMove, middle + QPointF(8 * (i % 20), 5 * (i % 20)), true);
        });
    sendMouse(canvas, QEvent::MouseButtonRelease, middle, false);
    canvas.showAll();
    waitForPicture(canvas);

    Times hover, lasso, shown;
    for (int i = 0; i < 100; ++i) {
        const QPointF at = middle + QPointF(3.0 * (i - 50), 2.0 * ((i * 7) % 100 - 50));
        hover.add([&] { sendMouse(canvas, QEvent::MouseMove, at, false); });
        QCoreApplication::processEvents();
    }
    hover.say("hover to tool tip");
    canvas.setTool(CloudTool::Lasso);
    for (int tries = 0; tries < 12; ++tries) {
        const auto corner = [&](int i) {
            const double angle = i * 0.0157, radius = 0.14 + 0.02 * tries + 0.02 * std::sin(25 * angle);
            return middle
                + QPointF(canvas.space().width() * radius * std::cos(angle),
                    canvas.space().height() * radius * std::sin(angle));
        };
        sendMouse(canvas, QEvent::MouseButtonPress, corner(0), true);
        for (int i = 0; i < 400; ++i)
            sendMouse(canvas, QEvent::MouseMove, corner(i), true);
        QCoreApplication::processEvents();
        QElapsedTimer timer;
        timer.start();
        sendMouse(canvas, QEvent::MouseButtonRelease, corner(0), false);
        lasso.all.push_back(double(timer.nsecsElapsed()) / 1e6);
        waitForPicture(canvas);
        canvas.repaint();
        shown.all.push_back(double(timer.nsecsElapsed()) / 1e6);
    }
    lasso.say("lasso: selection is there");
    shown.say("lasso: others are faded");
    std::printf("  %zu samples selected; longest stall of the window %d ms\n\n", canvas.selection().count(),
        int(watchdog.longestStall().count()));
}

} // namespace

int main(int count, char** arguments)
{
    QApplication application(count, arguments);
    const QSize size = count > 2 ? QSize(std::atoi(arguments[1]), std::atoi(arguments[2])) : QSize(1200, 800);
    for (const int dimensions : {2, 3})
        for (const std::size_t points : {std::size_t(100'000), std::size_t(200'000), std::size_t(1'000'000)})
            measure(points, dimensions, size);
    return 0;
}
