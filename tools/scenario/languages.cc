// SPDX-License-Identifier: Apache-2.0
#include "scenario/languages.h"

namespace verbatim::scenario {
namespace {

using S = std::string_view;

// clang-format off
namespace en {
constexpr S chat[] = {
    "ok", "yes", "no bro, later", "where are you", "call you in {n} minutes", "he is on the way to {p}", "my {s} is broken again",
    "did you sleep well", "the weather in {p} is bad", "tell {v} to wait", "I eat first, then we talk", "{n} of them came back",
    "no signal here, wait", "all good with the {s}", "see you {d}", "that {s} is too slow", "they changed the plan, again",
    "send me the picture", "I am at the petrol station near {p}", "good morning", "who is this", "we lost {n} to {n}, what a match",
    "my cousin is getting married on {d}", "the driver is late, he stands at the border", "not on this phone please"};
constexpr S ask[] = {"need {a} {g} this week", "can you find {a} {g} for me", "client wants {a} {g}, same as before"};
constexpr S price[] = {"{e} each, not less", "my price is {e} for one", "last time it was {e}"};
constexpr S meet[] = {"{p}, {d} at {h}:00", "bring it to {p} on {d}, {h} o clock", "we meet {d} {h}:30 in {p}"};
constexpr S load[] = {"the box is {c}", "look for {c}, second row", "container {c} comes first"};
constexpr S agree[] = {"deal", "fine, we do it so", "ok for me and for {v}"};
constexpr S token[] = {"token is {t}, word {w}", "my guy has the note {t}, he says {w}", "give him {t}"};
constexpr S collect[] = {"collect {k}k in {p}, note {t}", "pick up {k}k with {t}, word {w}", "{t} is good for {k}k"};
constexpr S threat[] = {"{v} will not see the summer", "put {v} to sleep for good, {d} in {p}", "if {v} talks he is finished, he knows it"};
constexpr S lookalike[] = {"I slept like a stone, put me to sleep again with that film", "this heat in {p} is killing me", "you are finished if you lose at cards again, haha"};
constexpr S phone[] = {"new phone, delete the old one", "this is {v}, my old one is gone, save this name"};
}
namespace nl {
constexpr S chat[] = {
    "ok", "ja", "nee man, straks", "waar ben je", "ik bel over {n} minuten", "hij rijdt nu naar {p}", "die {s} is weer kapot",
    "heb je goed geslapen", "het regent in {p}", "zeg tegen {v} dat hij wacht", "ik ga eerst eten", "er kwamen er {n} terug",
    "geen bereik hier", "alles goed met de {s}", "tot {d}", "die {s} is te langzaam", "ze hebben het plan weer veranderd",
    "stuur de foto", "sta bij de pomp bij {p}", "goedemorgen", "wie is dit", "{n} tegen {n} verloren, wat een wedstrijd",
    "de chauffeur is te laat", "niet op deze telefoon"};
constexpr S ask[] = {"heb {a} {g} nodig deze week", "kun jij {a} {g} regelen", "klant wil {a} {g}"};
constexpr S price[] = {"{e} per stuk", "mijn prijs is {e}", "vorige keer was het {e}"};
constexpr S meet[] = {"{p}, {d} om {h}:00", "breng het {d} om {h} uur naar {p}", "we zien elkaar {d} {h}:30 in {p}"};
constexpr S load[] = {"de bak is {c}", "zoek {c}, tweede rij"};
constexpr S agree[] = {"afgesproken", "is goed, zo doen we het"};
constexpr S token[] = {"briefje is {t}, woord {w}", "mijn man heeft {t}, hij zegt {w}"};
constexpr S collect[] = {"haal {k}k op in {p}, briefje {t}", "{t} is voor {k}k, woord {w}"};
constexpr S threat[] = {"{v} haalt de zomer niet", "{v} moet gaan slapen, voor altijd, {d} in {p}"};
constexpr S lookalike[] = {"ik ga slapen, ik ben kapot", "die hitte in {p} is moordend"};
constexpr S phone[] = {"nieuwe telefoon, gooi de oude weg", "dit is {v}, oude is weg"};
}
namespace de {
constexpr S chat[] = {
    "ok", "ja", "nein, später", "wo bist du", "rufe in {n} Minuten an", "er fährt gerade nach {p}", "der {s} ist wieder kaputt",
    "gut geschlafen", "in {p} regnet es", "sag {v}, er soll warten", "ich esse erst, dann reden wir", "{n} sind zurückgekommen",
    "kein Netz hier", "alles gut mit dem {s}", "bis {d}", "der {s} ist zu langsam", "sie haben den Plan geändert",
    "schick das Bild", "stehe an der Tankstelle bei {p}", "guten Morgen", "wer ist das", "{n} zu {n} verloren, was für ein Spiel",
    "der Fahrer kommt zu spät", "nicht auf diesem Gerät"};
constexpr S ask[] = {"brauche {a} {g} diese Woche", "kannst du {a} {g} besorgen", "der Kunde will {a} {g}"};
constexpr S price[] = {"{e} pro Stück", "mein Preis ist {e}", "letztes Mal waren es {e}"};
constexpr S meet[] = {"{p}, {d} um {h}:00", "bring es {d} um {h} Uhr nach {p}", "wir treffen uns {d} {h}:30 in {p}"};
constexpr S load[] = {"die Kiste ist {c}", "such {c}, zweite Reihe"};
constexpr S agree[] = {"abgemacht", "gut, so machen wir es"};
constexpr S token[] = {"Schein ist {t}, Wort {w}", "mein Mann hat {t}, er sagt {w}"};
constexpr S collect[] = {"hol {k}k in {p}, Schein {t}", "{t} ist für {k}k, Wort {w}"};
constexpr S threat[] = {"{v} erlebt den Sommer nicht", "{v} muss für immer schlafen, {d} in {p}"};
constexpr S lookalike[] = {"ich schlafe wie ein Stein", "die Hitze in {p} bringt mich um"};
constexpr S phone[] = {"neues Gerät, lösch das alte", "hier ist {v}, das alte ist weg"};
}
namespace fr {
constexpr S chat[] = {
    "ok", "oui", "non, plus tard", "tu es où", "je rappelle dans {n} minutes", "il va vers {p}", "le {s} est encore cassé",
    "bien dormi", "il pleut à {p}", "dis à {v} de patienter", "je mange et après on parle", "il y en a {n} de retour",
    "pas de réseau ici", "tout va bien avec le {s}", "à {d}", "ce {s} est trop lent", "ils ont encore changé le plan",
    "envoie la photo", "je suis à la station près de {p}", "bonjour", "c est qui", "perdu {n} à {n}, quel match",
    "le chauffeur est en retard", "pas sur ce téléphone"};
constexpr S ask[] = {"il me faut {a} {g} cette semaine", "tu trouves {a} {g}", "le client veut {a} {g}"};
constexpr S price[] = {"{e} la pièce", "mon prix est {e}", "la dernière fois c était {e}"};
constexpr S meet[] = {"{p}, {d} à {h}:00", "amène ça {d} à {h}h à {p}", "on se voit {d} {h}:30 à {p}"};
constexpr S load[] = {"la boîte est {c}", "cherche {c}, deuxième rangée"};
constexpr S agree[] = {"d accord", "bien, on fait comme ça"};
constexpr S token[] = {"le billet est {t}, mot {w}", "mon gars a {t}, il dit {w}"};
constexpr S collect[] = {"prends {k}k à {p}, billet {t}", "{t} vaut {k}k, mot {w}"};
constexpr S threat[] = {"{v} ne verra pas l été", "{v} doit dormir pour toujours, {d} à {p}"};
constexpr S lookalike[] = {"je dors comme une pierre", "cette chaleur à {p} me tue"};
constexpr S phone[] = {"nouveau téléphone, efface l ancien", "c est {v}, l ancien est perdu"};
}
namespace es {
constexpr S chat[] = {
    "ok", "sí", "no, más tarde", "dónde estás", "te llamo en {n} minutos", "va hacia {p}", "el {s} está roto otra vez",
    "dormiste bien", "llueve en {p}", "dile a {v} que espere", "primero como y luego hablamos", "volvieron {n}",
    "aquí no hay señal", "todo bien con el {s}", "hasta el {d}", "ese {s} es muy lento", "cambiaron el plan",
    "manda la foto", "estoy en la gasolinera de {p}", "buenos días", "quién es", "perdimos {n} a {n}, qué partido",
    "el chófer llega tarde", "no por este teléfono"};
constexpr S ask[] = {"necesito {a} {g} esta semana", "me consigues {a} {g}", "el cliente quiere {a} {g}"};
constexpr S price[] = {"{e} cada uno", "mi precio es {e}", "la última vez fue {e}"};
constexpr S meet[] = {"{p}, {d} a las {h}:00", "tráelo el {d} a las {h} a {p}", "nos vemos el {d} {h}:30 en {p}"};
constexpr S load[] = {"la caja es {c}", "busca {c}, segunda fila"};
constexpr S agree[] = {"hecho", "bien, así lo hacemos"};
constexpr S token[] = {"el billete es {t}, palabra {w}", "mi chico tiene {t}, dice {w}"};
constexpr S collect[] = {"recoge {k}k en {p}, billete {t}", "{t} vale {k}k, palabra {w}"};
constexpr S threat[] = {"{v} no llega al verano", "{v} va a dormir para siempre, {d} en {p}"};
constexpr S lookalike[] = {"dormí como una piedra", "este calor en {p} me mata"};
constexpr S phone[] = {"teléfono nuevo, borra el viejo", "soy {v}, el viejo se perdió"};
}
namespace sq {
constexpr S chat[] = {
    "ok", "po", "jo, më vonë", "ku je", "të marr pas {n} minutash", "po shkon në {p}", "{s} u prish prapë",
    "fjete mirë", "bie shi në {p}", "thuaji {v} të presë", "ha bukë pastaj flasim", "u kthyen {n}",
    "s ka valë këtu", "mirë me {s}", "shihemi {d}", "{s} është shumë i ngadaltë", "e ndryshuan planin",
    "dërgo foton", "jam te karburanti afër {p}", "mirëmëngjes", "kush je", "humbëm {n} me {n}", "shoferi vonohet"};
constexpr S ask[] = {"më duhen {a} {g} këtë javë", "a gjen dot {a} {g}", "klienti do {a} {g}"};
constexpr S price[] = {"{e} copa", "çmimi im është {e}"};
constexpr S meet[] = {"{p}, {d} në {h}:00", "sille {d} në orën {h} në {p}"};
constexpr S load[] = {"arka është {c}", "kërko {c}, rreshti i dytë"};
constexpr S agree[] = {"u morëm vesh", "mirë, kështu bëjmë"};
constexpr S token[] = {"letra është {t}, fjala {w}", "djali ka {t}, thotë {w}"};
constexpr S collect[] = {"merr {k}k në {p}, letra {t}", "{t} vlen {k}k, fjala {w}"};
constexpr S threat[] = {"{v} nuk e sheh verën", "{v} do të flejë përgjithmonë, {d} në {p}"};
constexpr S lookalike[] = {"fjeta si gur", "kjo vapë në {p} po më vret"};
constexpr S phone[] = {"telefon i ri, fshije të vjetrin", "jam {v}, i vjetri humbi"};
}
namespace tr {
constexpr S chat[] = {
    "tamam", "evet", "yok, sonra", "neredesin", "{n} dakika sonra ararım", "şimdi {p} yolunda", "{s} yine bozuldu",
    "iyi uyudun mu", "{p} yağmurlu", "{v} beklesin", "önce yemek, sonra konuşuruz", "{n} tanesi geri geldi",
    "burada çekmiyor", "{s} iyi durumda", "{d} görüşürüz", "{s} çok yavaş", "planı yine değiştirdiler",
    "resmi gönder", "{p} yanındaki benzinlikteyim", "günaydın", "kimsin", "{n} - {n} kaybettik", "şoför geç kaldı"};
constexpr S ask[] = {"bu hafta {a} {g} lazım", "{a} {g} bulur musun", "müşteri {a} {g} istiyor"};
constexpr S price[] = {"tanesi {e}", "fiyatım {e}"};
constexpr S meet[] = {"{p}, {d} saat {h}:00", "{d} saat {h} gibi {p} getir"};
constexpr S load[] = {"kutu {c}", "{c} ara, ikinci sıra"};
constexpr S agree[] = {"anlaştık", "iyi, böyle yapıyoruz"};
constexpr S token[] = {"kağıt {t}, kelime {w}", "adamda {t} var, {w} der"};
constexpr S collect[] = {"{p} içinde {k}k al, kağıt {t}", "{t} karşılığı {k}k, kelime {w}"};
constexpr S threat[] = {"{v} yazı göremez", "{v} sonsuza kadar uyusun, {d} {p}"};
constexpr S lookalike[] = {"taş gibi uyudum", "{p} sıcağı beni öldürüyor"};
constexpr S phone[] = {"yeni telefon, eskisini sil", "ben {v}, eskisi gitti"};
}
namespace ru {
constexpr S chat[] = {
    "ок", "да", "нет, потом", "ты где", "наберу через {n} минут", "он едет в {p}", "{s} опять сломался",
    "выспался", "в {p} дождь", "скажи {v} пусть ждёт", "поем и поговорим", "вернулись {n}",
    "тут нет связи", "с {s} всё хорошо", "увидимся, {d}", "{s} слишком медленный", "план опять поменяли",
    "скинь фото", "я на заправке у {p}", "доброе утро", "кто это", "проиграли {n} {n}, вот это матч", "водитель опаздывает"};
constexpr S ask[] = {"нужно {a} {g} на этой неделе", "найдёшь {a} {g}", "клиент хочет {a} {g}"};
constexpr S price[] = {"по {e} за штуку", "моя цена {e}"};
constexpr S meet[] = {"{p}, {d} в {h}:00", "привези в {p}, {d}, к {h}"};
constexpr S load[] = {"ящик {c}", "ищи {c}, второй ряд"};
constexpr S agree[] = {"договорились", "хорошо, так и делаем"};
constexpr S token[] = {"купюра {t}, слово {w}", "у парня {t}, скажет {w}"};
constexpr S collect[] = {"забери {k}k в {p}, купюра {t}", "{t} на {k}k, слово {w}"};
constexpr S threat[] = {"{v} не увидит лета", "{v} пусть уснёт навсегда, {d}, {p}"};
constexpr S lookalike[] = {"спал как убитый", "эта жара в {p} меня убивает"};
constexpr S phone[] = {"новый телефон, старый удали", "это {v}, старый пропал"};
}
namespace ar {
constexpr S chat[] = {
    "تمام", "نعم", "لا، بعدين", "وين انت", "اتصل بعد {n} دقائق", "هو في الطريق إلى {p}", "{s} خربان مرة ثانية",
    "نمت منيح", "الجو سيئ في {p}", "قل {v} ينتظر", "آكل أولا ثم نحكي", "رجع منهم {n}",
    "ما في شبكة هنا", "كل شي تمام مع {s}", "نلتقي {d}", "{s} بطيء جدا", "غيروا الخطة",
    "ابعت الصورة", "انا عند المحطة قرب {p}", "صباح الخير", "مين معي", "خسرنا {n} {n}", "السائق متأخر"};
constexpr S ask[] = {"بدي {a} {g} هذا الأسبوع", "تقدر تلاقي {a} {g}", "الزبون يريد {a} {g}"};
constexpr S price[] = {"السعر {e} للواحد", "سعري {e}"};
constexpr S meet[] = {"{p}، {d} الساعة {h}:00", "جيبها إلى {p} يوم {d} الساعة {h}"};
constexpr S load[] = {"الصندوق {c}", "دور على {c}، الصف الثاني"};
constexpr S agree[] = {"اتفقنا", "طيب، هيك نعمل"};
constexpr S token[] = {"الورقة {t}، الكلمة {w}", "مع الشاب {t}، يقول {w}"};
constexpr S collect[] = {"خذ {k}k في {p}، الورقة {t}", "{t} مقابل {k}k، الكلمة {w}"};
constexpr S threat[] = {"{v} لن يرى الصيف", "{v} لازم ينام للأبد، {d} في {p}"};
constexpr S lookalike[] = {"نمت مثل الحجر", "حر {p} يقتلني"};
constexpr S phone[] = {"تلفون جديد، امسح القديم", "انا {v}، القديم راح"};
}

#define SENTENCES(ns) ns::chat, ns::ask, ns::price, ns::meet, ns::load, ns::agree, ns::token, ns::collect, ns::threat, ns::lookalike, ns::phone
constexpr Language kTable[kLanguages] = {
    {"en", Script::latin, {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}, SENTENCES(en)},
    {"nl", Script::latin, {"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"}, SENTENCES(nl)},
    {"de", Script::latin, {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"}, SENTENCES(de)},
    {"fr", Script::latin, {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"}, SENTENCES(fr)},
    {"es", Script::latin, {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"}, SENTENCES(es)},
    {"sq", Script::latin, {"e hënë", "e martë", "e mërkurë", "e enjte", "e premte", "e shtunë", "e diel"}, SENTENCES(sq)},
    {"tr", Script::latin, {"pazartesi", "salı", "çarşamba", "perşembe", "cuma", "cumartesi", "pazar"}, SENTENCES(tr)},
    {"ru", Script::cyrillic, {"понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"}, SENTENCES(ru)},
    {"ar", Script::arabic, {"الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"}, SENTENCES(ar)},
};
#undef SENTENCES
// clang-format on

}  // namespace

const Language& language(uint8_t index) {
    return kTable[index];
}

}  // namespace verbatim::scenario
