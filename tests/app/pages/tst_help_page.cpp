#include "app/pages/all_pages.h"
#include "app/pages/help_topics.h"
#include "app/pages/help_view.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/search_field.h"

#include <QAction>
#include <QListWidget>
#include <QRegularExpression>
#include <QScrollBar>
#include <QSet>
#include <QSignalSpy>
#include <QTextBrowser>

#include <algorithm>

namespace modalscope::tst_help_page {

/// The help: every topic is there, can be found, and every link and F1 leads to one.
class TestHelpPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyTopicHasATitleAndText();
    void everyLinkLeadsToATopic();
    void everyMethodIsExplained();
    void searchFindsWords();
    void nothingIsCutOffAtTheRight();
    void f1OpensTheTopicOfThePage();
    void pagesAreCompleteAndCheapToMake();
};

void TestHelpPage::everyTopicHasATitleAndText()
{
    QCOMPARE(helpTopics().size(), std::size_t(15));
    for (const auto& topic : helpTopics()) {
        QVERIFY2(!topic.title.isEmpty() && !topic.title.startsWith(u'#'), qPrintable(topic.id));
        QVERIFY2(topic.text.size() > 400, qPrintable(topic.id));
    }
}

void TestHelpPage::everyLinkLeadsToATopic()
{
    QSet<QString> ids;
    for (const auto& topic : helpTopics())
        ids << topic.id;
    static const QRegularExpression link(QStringLiteral("\\(help:([a-z]+)\\)"));
    int links = 0;
    for (const auto& topic : helpTopics())
        for (auto match = link.globalMatch(topic.text); match.hasNext(); ++links) {
            const auto target = match.next().captured(1);
            QVERIFY2(ids.contains(target), qPrintable(topic.id + QStringLiteral(" links to ") + target));
        }
    QVERIFY(links >= 3);
}

void TestHelpPage::everyMethodIsExplained()
{
    const auto& topics = helpTopics();
    const auto methods
        = std::find_if(topics.begin(), topics.end(), [](const auto& t) { return t.id == u"methods"; });
    for (const auto& choice : trainedMethods())
        QVERIFY2(methods->text.contains(toQt(choice.label)), choice.label.data());
    for (const auto& choice : choices(Hgm{}))
        QVERIFY2(methods->text.contains(toQt(choice.label)), choice.label.data());
}

void TestHelpPage::searchFindsWords()
{
    QVERIFY(searchHelp(QStringLiteral("h5py labels")).size() >= 1);
    QCOMPARE(searchHelp(QStringLiteral("protocol")).front()->id, QStringLiteral("protocols")); // title first
    QVERIFY(searchHelp(QStringLiteral("xylophone")).empty());
    HelpView view;
    view.show();
    auto* search = child<SearchField>(&view, "helpSearch");
    auto* list = child<QListWidget>(&view, "helpTopics");
    QTest::keyClicks(search, QStringLiteral("xylophone"));
    QTRY_COMPARE(list->count(), 0);
    QVERIFY(child<QTextBrowser>(&view, "helpText")->toPlainText().contains(QStringLiteral("xylophone")));
    view.showTopic(QStringLiteral("laziness"));
    QCOMPARE(list->count(), 15);
    QCOMPARE(view.topic(), QStringLiteral("laziness"));
    QVERIFY(child<QTextBrowser>(&view, "helpText")->toPlainText().contains(QStringLiteral("alone − probe")));
}

void TestHelpPage::nothingIsCutOffAtTheRight()
{
    HelpView view;
    view.show();
    auto* text = child<QTextBrowser>(&view, "helpText");
    for (const int width : {620, 760, 1600}) {
        view.resize(width, 500);
        QCoreApplication::processEvents();
        for (const auto& topic : helpTopics()) {
            view.showTopic(topic.id);
            QTRY_VERIFY2(text->horizontalScrollBar()->maximum() == 0,
                qPrintable(QStringLiteral("%1 at %2").arg(topic.id).arg(width)));
        }
    }
    QVERIFY(text->lineWrapColumnOrWidth() <= 860);
}

void TestHelpPage::f1OpensTheTopicOfThePage()
{
    PageFixture fixture;
    for (const auto& page : allPages(fixture.session)) {
        if (page->id() == u"help")
            continue;
        std::unique_ptr<QWidget> view(page->widget(nullptr));
        view->show();
        std::vector<std::string> asked;
        connect(&fixture.session, &Session::changed, view.get(), [&](const SessionChange& change) {
            if (const auto* request = std::get_if<PageRequested>(&change))
                asked.push_back(request->page);
        });
        QTest::keyClick(view.get(), Qt::Key_F1);
        QCOMPARE(asked.size(), std::size_t(2));
        QCOMPARE(asked[0], std::string("help"));
        const auto& topics = helpTopics();
        QVERIFY(std::any_of(topics.begin(), topics.end(),
            [&](const HelpTopic& topic) { return "help/" + fromQt(topic.id) == asked[1]; }));
    }
}

void TestHelpPage::pagesAreCompleteAndCheapToMake()
{
    PageFixture fixture;
    const auto pages = allPages(fixture.session);
    QStringList ids;
    for (const auto& page : pages) {
        ids << page->id();
        QVERIFY(!page->title().isEmpty() && !page->icon().isNull());
        for (const auto* action : page->actions())
            QVERIFY(!action->text().isEmpty());
    }
    QCOMPARE(ids,
        (QStringList{QStringLiteral("data"), QStringLiteral("experiment"), QStringLiteral("laziness"),
            QStringLiteral("missing"), QStringLiteral("adapters"), QStringLiteral("segmentation"),
            QStringLiteral("embedding"), QStringLiteral("ablation"), QStringLiteral("runs"),
            QStringLiteral("checkpoint"), QStringLiteral("help")}));
}

TEST_ENTRY(TestHelpPage, QApplication)

} // namespace modalscope::tst_help_page

#include "tst_help_page.moc"
