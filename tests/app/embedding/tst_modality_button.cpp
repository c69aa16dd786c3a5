#include "app/embedding/modality_button.h"
#include "tests/support/test_entry.h"

#include <QAction>
#include <QApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

namespace modalscope::tst_modality_button {

namespace {

using Taken = std::vector<std::size_t>;

} // namespace

/// Protects the choice of modalities: what is left out stays out under its name whatever the source, and
/// every change by a person is told once.
class TestModalityButton : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyAChoiceIsShown()
    {
        QWidget window;
        auto* button = new ModalityButton(QStringLiteral("pane"), &window);
        window.show();
        QVERIFY(!button->isVisible());
        button->setModalities({"image"});
        QVERIFY(!button->isVisible());
        QCOMPARE(button->taken(), (Taken{0}));
        button->setModalities({"image", "text"});
        QVERIFY(button->isVisible());
        QCOMPARE(button->objectName(), QStringLiteral("paneModalities"));
        QCOMPARE(button->text(), QStringLiteral("Modalities: 2 of 2"));
        QCOMPARE(button->menu()->actions().size(), 2);
    }

    void oneIsLeftOutAndTakenAgain()
    {
        ModalityButton button(QStringLiteral("pane"));
        button.setModalities({"image", "text", "audio"});
        QSignalSpy changes(&button, &ModalityButton::changed);
        auto* text = button.findChild<QAction*>(QStringLiteral("paneTake.text"));
        QVERIFY(text != nullptr && text->isChecked());
        text->trigger();
        QCOMPARE(changes.count(), 1);
        QCOMPARE(button.taken(), (Taken{0, 2}));
        QCOMPARE(button.text(), QStringLiteral("Modalities: 2 of 3"));
        text->trigger();
        QCOMPARE(changes.count(), 2);
        QCOMPARE(button.taken(), (Taken{0, 1, 2}));
        QVERIFY(button.leftOut().empty());
    }

    /// By name and not by place, and through a source that does not have it.
    void whatIsLeftOutStaysOut()
    {
        ModalityButton button(QStringLiteral("pane"));
        button.setModalities({"image", "text"});
        QSignalSpy changes(&button, &ModalityButton::changed);
        button.setLeftOut({"text"});
        QCOMPARE(button.taken(), (Taken{0}));
        button.setModalities({"depth", "image"});
        QCOMPARE(button.taken(), (Taken{0, 1}));
        button.setModalities({"text", "image"});
        QCOMPARE(button.taken(), (Taken{1}));
        QVERIFY(!button.findChild<QAction*>(QStringLiteral("paneTake.text"))->isChecked());
        QCOMPARE(changes.count(), 0); // the program's own changes are no person's
    }

    void oneAlone()
    {
        ModalityButton button(QStringLiteral("pane"));
        button.setModalities({"image", "text", "audio"});
        button.setLeftOut({"audio"});
        QSignalSpy changes(&button, &ModalityButton::changed);
        button.takeOnly("audio");
        QCOMPARE(changes.count(), 1);
        QCOMPARE(button.taken(), (Taken{2}));
        QCOMPARE(button.leftOut(), (std::set<std::string>{"image", "text"}));
        QCOMPARE(button.text(), QStringLiteral("Modalities: 1 of 3"));
    }
};

TEST_ENTRY(TestModalityButton, QApplication)

} // namespace modalscope::tst_modality_button

#include "tst_modality_button.moc"
