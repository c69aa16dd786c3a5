#include "tests/support/test_entry.h"
#include "tests/support/timing.h"
#include "widgets/base/message_bar.h"
#include "widgets/samples/modality_picture.h"
#include "widgets/samples/sample_view.h"

#include <QLabel>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <memory>
#include <set>
#include <thread>

namespace modalscope::tst_sample_view {

namespace {

/// Rows that take their time, as from a slow disk; each value says its row.
class SlowRows : public RowReader {
public:
    SlowRows(std::int64_t rows, std::int64_t size, int milliseconds, bool fails = false)
        : m_rows(rows)
        , m_size(size)
        , m_milliseconds(milliseconds)
        , m_fails(fails)
    { }
    std::int64_t rowCount() const override { return m_rows; }
    std::int64_t rowSize() const override { return m_size; }
    bool isInMemory() const override { return false; }
    Result<void> read(std::span<const std::int64_t> rows, std::span<float> out) const override
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(m_milliseconds));
        if (m_fails)
            return Error{ErrorKind::Io, "a.h5 has gone; open it again"};
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = float(rows[0]) + float(i) / float(out.size());
        return {};
    }

private:
    std::int64_t m_rows, m_size;
    int m_milliseconds;
    bool m_fails;
};

std::shared_ptr<Dataset> dataset(int milliseconds, bool fails = false)
{
    auto made = std::make_shared<Dataset>();
    made->name = "test";
    made->classNames = {"cat", "dog"};
    made->modalities = {{"features", ModalityKind::Features, {30}, "float32"},
        {"sequence", ModalityKind::Sequence, {20, 3}, "float32"},
        {"wide", ModalityKind::Sequence, {20, 40}, "float32"},
        {"image", ModalityKind::Image, {3, 8, 8}, "uint8"},
        {"spectrogram", ModalityKind::Image, {1, 16, 40}, "float32"},
        {"video", ModalityKind::Video, {5, 1, 6, 6}, "uint8"}};
    for (const auto* name : {"train", "test"}) {
        Split split;
        split.name = name;
        split.size = 10;
        for (const auto& modality : made->modalities)
            split.rows.push_back(std::make_shared<SlowRows>(10, modality.size(), milliseconds, fails));
        split.classes = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
        split.presence.resize(made->modalities.size());
        split.presence[3] = {1, 0, 1, 1, 1, 1, 1, 1, 1, 1};
        split.columns
            = {{"speaker", std::vector<std::string>(10, "Ada")}, {"age", std::vector<double>(10, 36)}};
        made->splits.push_back(split);
    }
    return made;
}

int colorsIn(const QImage& image)
{
    std::set<QRgb> colors;
    for (int y = 0; y < image.height(); ++y)
        for (int x = 0; x < image.width(); ++x)
            colors.insert(image.pixel(x, y));
    return int(colors.size());
}

} // namespace

/// Protects: every kind of modality can be looked at, and a slow disk never holds the window up.
class TestSampleView : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void drawsEveryKind();
    void saysWhatIsMissing();
    void showsLabelAndColumns();
    void cardsStandBelowEachOtherOnDemand();
    void clampsToTheSplit();
    void readsWithoutBlocking();
    void answersTheLastQuestionOnly();
    void saysWhyItCannotRead();
    void survivesLosingTheDataset();
};

void TestSampleView::drawsEveryKind()
{
    SampleView view;
    QSignalSpy shown(&view, &SampleView::sampleShown);
    view.resize(700, 900);
    view.show();
    view.setDataset(dataset(0));
    QVERIFY(shown.wait());
    for (const auto* name : {"features", "sequence", "wide", "image", "spectrogram", "video"}) {
        auto* picture = view.findChild<ModalityPicture*>(QStringLiteral("picture.") + QLatin1String(name));
        QVERIFY2(picture != nullptr, name);
        QVERIFY2(colorsIn(picture->grab().toImage()) > 2, name);
        QVERIFY(!picture->caption().isEmpty());
    }
}

void TestSampleView::saysWhatIsMissing()
{
    SampleView view;
    QSignalSpy shown(&view, &SampleView::sampleShown);
    view.setDataset(dataset(0));
    view.showSample(QStringLiteral("train"), 1);
    QVERIFY(shown.wait());
    const auto* picture = view.findChild<ModalityPicture*>(QStringLiteral("picture.image"));
    QCOMPARE(picture->accessibleDescription(), QStringLiteral("missing"));
    QVERIFY(picture->caption().isEmpty());
}

void TestSampleView::showsLabelAndColumns()
{
    SampleView view;
    QSignalSpy shown(&view, &SampleView::sampleShown);
    view.setDataset(dataset(0));
    view.showSample(QStringLiteral("test"), 3);
    QVERIFY(shown.wait());
    const auto fact = [&](const char* name) {
        return view.findChild<QLabel*>(QStringLiteral("fact.") + QLatin1String(name))->text();
    };
    QCOMPARE(fact("label"), QStringLiteral("dog"));
    QCOMPARE(fact("speaker"), QStringLiteral("Ada"));
    QCOMPARE(fact("age"), QStringLiteral("36"));
    view.resize(700, 900);
    view.show();
    const auto* facts = view.findChild<QWidget*>(QStringLiteral("sampleFacts"));
    const auto* first = view.findChild<QWidget*>(QStringLiteral("card.features"));
    QVERIFY(facts->geometry().bottom() < first->geometry().top()); // first, not below the fold
}

/// Where there is room for one column only, as beside a list.
void TestSampleView::cardsStandBelowEachOtherOnDemand()
{
    SampleView view;
    view.setMostColumns(1);
    view.setDataset(dataset(0));
    view.resize(300, 900);
    view.show();
    const auto left = [&](const char* name) {
        return view.findChild<QWidget*>(QStringLiteral("card.") + QLatin1String(name))->x();
    };
    QCOMPARE(left("sequence"), left("features"));
    SampleView wide;
    wide.setDataset(dataset(0));
    wide.resize(900, 900);
    wide.show();
    QVERIFY(wide.findChild<QWidget*>(QStringLiteral("card.sequence"))->x()
        > wide.findChild<QWidget*>(QStringLiteral("card.features"))->x());
}

void TestSampleView::clampsToTheSplit()
{
    SampleView view;
    QSignalSpy changed(&view, &SampleView::sampleChanged);
    view.setDataset(dataset(0));
    view.showSample(QStringLiteral("test"), 1000);
    QCOMPARE(view.split(), QStringLiteral("test"));
    QCOMPARE(view.sample(), 9);
    QCOMPARE(changed.last().at(1).toLongLong(), 9);
    QTest::mouseClick(view.findChild<QToolButton*>(QStringLiteral("nextSample")), Qt::LeftButton);
    QCOMPARE(view.sample(), 9);
    QTest::mouseClick(view.findChild<QToolButton*>(QStringLiteral("previousSample")), Qt::LeftButton);
    QCOMPARE(view.sample(), 8);
}

void TestSampleView::readsWithoutBlocking()
{
    std::vector<std::unique_ptr<SampleView>> views; // their destructors are not measured
    const double least = leastMilliseconds(400, [&views](QElapsedTimer& timer) {
        views.push_back(std::make_unique<SampleView>());
        views.back()->show();
        timer.restart();
        views.back()->setDataset(dataset(100)); // 0.6 s for the six modalities
    });
    views.clear();
    QVERIFY2(least < 400, qPrintable(QString::number(least)));
    SampleView view;
    view.show();
    QSignalSpy shown(&view, &SampleView::sampleShown);
    QElapsedTimer timer;
    timer.start();
    view.setDataset(dataset(100));
    QVERIFY(shown.wait(5000));
    QVERIFY(timer.elapsed() >= 600);
}

void TestSampleView::answersTheLastQuestionOnly()
{
    SampleView view;
    QSignalSpy shown(&view, &SampleView::sampleShown);
    view.setDataset(dataset(10));
    for (int i = 0; i < 8; ++i)
        view.showSample(QStringLiteral("train"), i);
    QTRY_VERIFY(shown.count() >= 1);
    QTest::qWait(200);
    QCOMPARE(shown.count(), 1);
    QCOMPARE(
        view.findChild<QLabel*>(QStringLiteral("fact.label"))->text(), QStringLiteral("dog")); // of sample 7
}

void TestSampleView::saysWhyItCannotRead()
{
    SampleView view;
    view.show();
    view.setDataset(dataset(0, true));
    auto* messages = view.findChild<MessageBar*>();
    QTRY_VERIFY(messages->isVisible());
    QCOMPARE(messages->text(), QStringLiteral("a.h5 has gone; open it again"));
}

void TestSampleView::survivesLosingTheDataset()
{
    SampleView view;
    QSignalSpy shown(&view, &SampleView::sampleShown);
    view.setDataset(dataset(20));
    view.setDataset(nullptr);
    QTest::qWait(250);
    QCOMPARE(shown.count(), 0);
}

TEST_ENTRY(TestSampleView, QApplication)

} // namespace modalscope::tst_sample_view

#include "tst_sample_view.moc"
