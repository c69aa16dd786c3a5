#include "app/embedding/selection_bar.h"
#include "tests/app/embedding/shown_samples.h"
#include "tests/app/pages/page_fixture.h"
#include "tests/support/test_entry.h"
#include "widgets/base/file_dialog.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>

namespace modalscope::tst_selection_bar {

/// Protects: that a search selects what it says, that a bad one says why, and what else is done with a
/// selection.
class TestSelectionBar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_fixture = std::make_unique<PageFixture>();
        m_bar = std::make_unique<SelectionBar>(m_fixture->session);
        m_bar->resize(900, 60);
        m_bar->show();
        m_bar->setSamples(shownSamples(40));
    }
    void cleanup()
    {
        m_bar.reset();
        m_fixture.reset();
    }

    void anExpressionSelects()
    {
        search("class == bee and wrong"); // rows 5, 25 and every twentieth
        QCOMPARE(selected(), std::string("5,25"));
        QCOMPARE(child<QLabel>(m_bar.get(), "selectionCount")->text(), QStringLiteral("2 of 40 selected"));
        QVERIFY(child<QLabel>(m_bar.get(), "selectionMessage")->isHidden());
    }

    void plainTextSearches()
    {
        search("s39");
        QCOMPARE(selected(), std::string("39"));
        search("dog");
        QCOMPARE(selected(), std::string("3,7,11,15,19,23,27,31,35,39"));
        search("");
        QCOMPARE(selected(), std::string()); // what was searched for is taken back
    }

    void aBadExpressionSelectsNothingAndSaysWhy()
    {
        search("dog");
        search("colour == red");
        QCOMPARE(selected(), std::string());
        auto* message = child<QLabel>(m_bar.get(), "selectionMessage");
        QVERIFY(!message->isHidden());
        QVERIFY(message->text().contains(QStringLiteral("no column \"colour\"")));
        search("wrong");
        QVERIFY(message->isHidden());
        QCOMPARE(selected(), std::string("0,5,10,15,20,25,30,35"));
    }

    void aSelectionFromElsewhereEmptiesTheLine()
    {
        search("wrong");
        select({1, 2});
        QCOMPARE(line()->text(), QString());
        QCOMPARE(child<QLabel>(m_bar.get(), "selectionCount")->text(), QStringLiteral("2 of 40 selected"));
        QTest::qWait(200); // the line has nothing to search for now
        QCOMPARE(selected(), std::string("1-2"));
        m_fixture->session.selectSamples({"another", "test", std::make_shared<SelectionMask>(40, true)});
        QCOMPARE(child<QLabel>(m_bar.get(), "selectionCount")->text(), QStringLiteral("0 of 40 selected"));
    }

    void allNoneAndTheOthers()
    {
        button("selectionAll")->click();
        QCOMPARE(selected(), std::string("0-39"));
        QVERIFY(!button("selectionAll")->isEnabled());
        button("selectionClear")->click();
        QCOMPARE(selected(), std::string());
        QVERIFY(!button("selectionExport")->isEnabled());
        QVERIFY(!button("selectionSend")->isEnabled());
        select({0, 1});
        button("selectionInvert")->click();
        QCOMPARE(selected(), std::string("2-39"));
    }

    void theSelectionIsExported()
    {
        select({5, 6});
        const auto path = m_fixture->file("selection.csv");
        QSignalSpy exported(m_bar.get(), &SelectionBar::exported);
        FileDialog::setNextAnswer(toQt(path));
        button("selectionExport")->click();
        QTRY_COMPARE(exported.size(), 1);
        const auto text = readFile(path);
        QVERIFY(text);
        const auto lines = QString::fromStdString(text.value()).split(u'\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY(lines[0].startsWith(QStringLiteral("row,class,prediction,wrong,confidence,entropy")));
        QVERIFY(lines[1].startsWith(QStringLiteral("5,bee,cat,1,")));
        QVERIFY(lines[2].endsWith(QStringLiteral(",s6")));
        FileDialog::setNextAnswer(toQt(m_fixture->file("nowhere/selection.csv")));
        button("selectionExport")->click();
        QTRY_COMPARE(exported.size(), 2);
        QVERIFY(child<QLabel>(m_bar.get(), "selectionMessage")->text().contains(QStringLiteral("nowhere")));
    }

    void sendingAsksForThePageAndItsTab()
    {
        std::vector<std::string> asked;
        connect(&m_fixture->session, &Session::changed, m_bar.get(), [&](const SessionChange& change) {
            if (const auto* request = std::get_if<PageRequested>(&change))
                asked.push_back(request->page);
        });
        select({5});
        button("selectionSend")->click();
        QCOMPARE(asked, (std::vector<std::string>{"missing", "missing/selection"}));
    }

    void withoutSamplesNothingCanBeDone()
    {
        m_bar->setSamples(nullptr);
        QVERIFY(!line()->isEnabled());
        for (const char* name :
            {"selectionAll", "selectionClear", "selectionInvert", "selectionExport", "selectionSend"})
            QVERIFY(!button(name)->isEnabled());
        m_bar->selectAll();
        m_bar->invert();
        m_bar->clear();
        QVERIFY(m_fixture->session.sampleSelection().samples == nullptr);
    }

private:
    QLineEdit* line() const { return child<QLineEdit>(m_bar.get(), "selectionSearch"); }
    QToolButton* button(const char* name) const { return child<QToolButton>(m_bar.get(), name); }
    void search(const char* text)
    {
        QSignalSpy searched(m_bar.get(), &SelectionBar::searched);
        line()->setText(QString::fromLatin1(text));
        QTRY_VERIFY(!searched.isEmpty());
    }
    void select(std::initializer_list<std::size_t> rows)
    {
        auto mask = std::make_shared<SelectionMask>(40);
        for (const auto row : rows)
            mask->add(row);
        m_fixture->session.selectSamples({"fingerprint", "test", std::move(mask)});
    }
    std::string selected() const
    {
        const auto& selection = m_fixture->session.sampleSelection();
        return selection.samples ? toText(*selection.samples) : "none";
    }

    std::unique_ptr<PageFixture> m_fixture;
    std::unique_ptr<SelectionBar> m_bar;
};

TEST_ENTRY(TestSelectionBar, QApplication)

} // namespace modalscope::tst_selection_bar

#include "tst_selection_bar.moc"
