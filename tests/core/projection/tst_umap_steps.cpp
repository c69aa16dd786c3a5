#include "core/projection/umap_steps.h"
#include "tests/core/projection/cluster_points.h"
#include "tests/support/test_entry.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <set>
#include <thread>

namespace modalscope::tst_umap_steps {

namespace {

Umap madeUmap(int epochs)
{
    return Umap::create(clusterPoints(200, 6, 3).points, {.epochs = epochs, .seed = 3}).value();
}

/// Hears what is reported, and stops when `when` says so.
struct Listener {
    std::function<bool(const Progress&)> when = [](const Progress&) { return false; };
    std::vector<Progress> heard = {};
    std::stop_source stop = {};

    RunContext context()
    {
        RunContext context;
        context.stop = stop.get_token();
        context.report = [this](const RunEvent& event) {
            if (const auto* progress = std::get_if<Progress>(&event)) {
                heard.push_back(*progress);
                if (when(*progress))
                    stop.request_stop();
            }
        };
        return context;
    }
    std::vector<Progress> of(const std::string& stage) const
    {
        std::vector<Progress> found;
        std::ranges::copy_if(
            heard, std::back_inserter(found), [&](const auto& one) { return one.stage == stage; });
        return found;
    }
};

} // namespace

/// Protects the way of a layout to its end as every command and page takes it: the picture is the same as
/// without an audience, who listens hears of each few epochs once, and a stop leaves what there is.
class TestUmapSteps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thePictureIsTheSame()
    {
        auto alone = madeUmap(33);
        QVERIFY(alone.run(33));
        auto stepped = madeUmap(33);
        int looks = 0;
        QVERIFY(finishUmap(stepped, "UMAP", {}, [&](const Umap&) { ++looks; }));
        QVERIFY(stepped.finished());
        QCOMPARE(hashOf(stepped.layout().values), hashOf(alone.layout().values));
        QVERIFY(looks > 1);
        auto unseen = madeUmap(33);
        QVERIFY(finishUmap(unseen, "UMAP", {}));
        QCOMPARE(hashOf(unseen.layout().values), hashOf(alone.layout().values));
    }

    /// Each line goes on from the one before, under the name alone, and the last says that nothing is left.
    void whatIsReported()
    {
        auto umap = madeUmap(33);
        Listener listener;
        QVERIFY(finishUmap(umap, "UMAP of image, text", listener.context()));
        const auto steps = listener.of("UMAP of image, text");
        QVERIFY(steps.size() >= 4);
        std::int64_t before = 0;
        for (const auto& step : steps) {
            QVERIFY2(step.done > before, std::to_string(step.done).c_str());
            QCOMPARE(step.total, std::int64_t(33));
            QVERIFY(step.done == 33 ? step.secondsLeft == 0 : step.secondsLeft > 0);
            before = step.done;
        }
        QCOMPARE(before, std::int64_t(33));
        QVERIFY(listener.of("layout").empty()); // the epochs have no second line
        QVERIFY(!listener.of("graph").empty()); // what comes before them is heard
        QCOMPARE(listener.heard.back().stage, std::string("UMAP of image, text"));
    }

    /// The picture that is looked at is the one reported, and moves.
    void eachLookIsAnotherPicture()
    {
        auto umap = madeUmap(20);
        Listener listener;
        std::set<std::uint64_t> pictures;
        std::vector<std::int64_t> epochs;
        const auto here = std::this_thread::get_id();
        QVERIFY(finishUmap(umap, "u", listener.context(), [&](const Umap& now) {
            pictures.insert(hashOf(now.layout().values));
            epochs.push_back(now.epoch());
            QCOMPARE(std::this_thread::get_id(), here);
        }));
        std::vector<std::int64_t> reported;
        for (const auto& step : listener.of("u"))
            reported.push_back(step.done);
        QCOMPARE(epochs, reported);
        QCOMPARE(pictures.size(), epochs.size());
        QCOMPARE(epochs.back(), std::int64_t(20));
        QVERIFY(pictures.contains(hashOf(umap.layout().values)));
    }

    /// A layout that has begun is told from where it is, and the time left is of what is left.
    void goesOnFromWhereItIs()
    {
        auto whole = madeUmap(30);
        QVERIFY(finishUmap(whole, "u", {}));
        auto umap = madeUmap(30);
        QVERIFY(umap.run(18));
        Listener listener;
        QVERIFY(finishUmap(umap, "u", listener.context(),
            [](const Umap&) { std::this_thread::sleep_for(std::chrono::milliseconds(50)); }));
        const auto steps = listener.of("u");
        QVERIFY(steps.size() >= 3);
        QVERIFY(steps[0].done > 18);
        const double since = double(steps[1].done - 18), left = double(30 - steps[1].done);
        QVERIFY2(steps[1].secondsLeft >= 0.05 / since * left, std::to_string(steps[1].secondsLeft).c_str());
        QCOMPARE(steps.back().done, std::int64_t(30));
        QCOMPARE(hashOf(umap.layout().values), hashOf(whole.layout().values));
    }

    void aFinishedLayoutIsLeftAlone()
    {
        auto umap = madeUmap(10);
        QVERIFY(finishUmap(umap, "u", {}));
        const auto before = hashOf(umap.layout().values);
        Listener listener;
        bool isLooked = false;
        QVERIFY(finishUmap(umap, "u", listener.context(), [&](const Umap&) { isLooked = true; }));
        QVERIFY(listener.heard.empty() && !isLooked);
        QCOMPARE(hashOf(umap.layout().values), before);
    }

    /// Neither an error of another kind nor a picture of before: it is as far as it has come, and goes on.
    void aStopKeepsWhatThereIs()
    {
        auto whole = madeUmap(60);
        QVERIFY(finishUmap(whole, "u", {}));
        auto umap = madeUmap(60);
        Listener listener{.when = [](const Progress& now) { return now.stage == "u" && now.done >= 20; }};
        std::uint64_t seen = 0;
        const auto stopped = finishUmap(
            umap, "u", listener.context(), [&](const Umap& now) { seen = hashOf(now.layout().values); });
        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, ErrorKind::Cancelled);
        QVERIFY(umap.epoch() >= 20 && umap.epoch() < 60);
        QCOMPARE(std::int64_t(umap.epoch()), listener.heard.back().done);
        QCOMPARE(hashOf(umap.layout().values), seen);
        QVERIFY(finishUmap(umap, "u", {}));
        QCOMPARE(hashOf(umap.layout().values), hashOf(whole.layout().values));
    }

    void aStopBeforeTheEpochsIsOneToo()
    {
        auto umap = madeUmap(20);
        const auto first = hashOf(umap.layout().values);
        Listener listener{.when = [](const Progress& now) { return now.stage == "graph"; }};
        bool isLooked = false;
        const auto stopped = finishUmap(umap, "u", listener.context(), [&](const Umap&) { isLooked = true; });
        QVERIFY(!stopped && stopped.error().kind == ErrorKind::Cancelled);
        QCOMPARE(umap.epoch(), 0);
        QVERIFY(!isLooked && listener.of("u").empty());
        QCOMPARE(hashOf(umap.layout().values), first); // the picture that was there at once
    }
};

TEST_ENTRY(TestUmapSteps, NoApplication)

} // namespace modalscope::tst_umap_steps

#include "tst_umap_steps.moc"
