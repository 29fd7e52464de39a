#include "core.h"

#include "arena.h"
#include "seed.h"

/*
 * Names as their owners write them.  Blanks separate names, _ stands for a
 * blank inside one; what follows = are its letters in an e-mail address,
 * where they differ.
 */
enum order { GIVEN_FAMILY, FAMILY_GIVEN, FAMILY_GIVEN_TOGETHER };

struct culture {
	int		 share;		/* of all of them together */
	enum order	 order;
	const char	*given, *family;
};

/* clang-format off */
static const struct culture cultures[] = {
	{ 16, GIVEN_FAMILY,	/* Spain and Latin America */
	  "Mateo Lucía=Lucia Santiago Sofía=Sofia Diego Valentina Javier "
	  "Martina Andrés=Andres Camila Alejandro Inés=Ines Joaquín=Joaquin "
	  "Ximena Emiliano Noelia Tomás=Tomas Rocío=Rocio Ignacio Paloma "
	  "Hugo Marisol Rubén=Ruben Begoña=Begona Adrián=Adrian Nuria",
	  "García=Garcia Fernández=Fernandez Rodríguez=Rodriguez López=Lopez "
	  "Martínez=Martinez Sánchez=Sanchez Pérez=Perez Gómez=Gomez "
	  "Jiménez=Jimenez Ruiz Hernández=Hernandez Díaz=Diaz Moreno "
	  "Muñoz=Munoz Álvarez=Alvarez Romero Gutiérrez=Gutierrez Navarro "
	  "Vargas Castillo Ibáñez=Ibanez Peña=Pena Quintana Zamora "
	  "de_la_Cruz=delacruz Núñez=Nunez Ortega Salazar" },
	{ 15, GIVEN_FAMILY,	/* Britain, Ireland, North America */
	  "Oliver Amelia George Isla Harry Florence Noah Grace Theodore Ivy "
	  "Arthur Freya Leo Maeve Oscar Niamh Ethan Hazel Declan "
	  "Siobhán=Siobhan Caleb Ruby Rowan Nora Wyatt Savannah Gareth "
	  "Bronwen",
	  "Smith Jones Taylor Brown Williams Wilson Johnson Davies Patterson "
	  "Wright Walker Thompson Robinson Hughes Edwards Green Clarke "
	  "O'Brien=obrien O'Connor=oconnor Murphy Kelly Byrne MacLeod Fraser "
	  "Bennett Foster Whitaker Ashworth Llewellyn Pemberton" },
	{ 10, GIVEN_FAMILY,	/* France, Belgium, Québec */
	  "Amélie=Amelie Théo=Theo Chloé=Chloe Gabriel Léa=Lea "
	  "Raphaël=Raphael Manon Louis Inès=Ines Jules Zoé=Zoe "
	  "Étienne=Etienne Camille Adèle=Adele Maxime Océane=Oceane Bastien "
	  "Hélène=Helene Aurélien=Aurelien Noémie=Noemie",
	  "Dupont Martin Bernard Dubois Moreau Laurent Lefèvre=Lefevre "
	  "Girard Rousseau Fontaine Chevalier Gauthier Perrin "
	  "Lemaître=Lemaitre Bérenger=Berenger Marchand Besançon=Besancon "
	  "Delacroix Tremblay Côté=Cote" },
	{ 10, GIVEN_FAMILY,	/* Germany, Austria, Switzerland */
	  "Jürgen=Juergen Lena Felix Mia Jonas Hannah Lukas Sophie "
	  "Maximilian Johanna Björn=Bjoern Käthe=Kaethe Anton Greta Moritz "
	  "Frieda Florian Annika Sebastian Charlotte Matthias Liesel Konrad "
	  "Ute",
	  "Müller=Mueller Schmidt Schneider Fischer Weber Becker Hoffmann "
	  "Schäfer=Schaefer Koch Richter Klein Wolf Schröder=Schroeder "
	  "Neumann Zimmermann Krüger=Krueger Hartmann Weiß=Weiss "
	  "Köhler=Koehler Vogel Brandstätter=Brandstaetter Huber Lehmann "
	  "Großmann=Grossmann" },
	{ 4, GIVEN_FAMILY,	/* Poland */
	  "Zofia Jakub Zuzanna Łukasz=Lukasz Małgorzata=Malgorzata "
	  "Paweł=Pawel Agnieszka Michał=Michal Kasia Bartosz Wanda "
	  "Stanisław=Stanislaw",
	  "Nowak Wójcik=Wojcik Kowalczyk Zając=Zajac Mazur Wróbel=Wrobel "
	  "Pawlak Król=Krol Duda Sikora Szymczak Dudek" },
	{ 3, GIVEN_FAMILY,	/* Serbia, Croatia, Bosnia, Slovenia */
	  "Milica Nikola Jelena Luka Ivana Stefan Maja Dušan=Dusan Ana "
	  "Željko=Zeljko Tijana Marko",
	  "Petrović=Petrovic Jovanović=Jovanovic Kovačević=Kovacevic Horvat "
	  "Babić=Babic Marić=Maric Novak Đorđević=Djordjevic Hadžić=Hadzic "
	  "Župan=Zupan" },
	{ 2, FAMILY_GIVEN,	/* Hungary */
	  "Zoltán=Zoltan Réka=Reka László=Laszlo Eszter Gábor=Gabor "
	  "Ágnes=Agnes Bence Dóra=Dora",
	  "Szabó=Szabo Tóth=Toth Kovács=Kovacs Nagy Horváth=Horvath Varga "
	  "Kiss Fehér=Feher" },
	{ 5, GIVEN_FAMILY,	/* Denmark, Norway, Sweden */
	  "Ingrid Søren=Soren Astrid Lars Freja Magnus Åsa=Asa Erik Linnea "
	  "Håkon=Hakon Elsa Mikkel Maja Gunnar Saga Jørgen=Jorgen",
	  "Sørensen=Sorensen Andersson Nilsson Johansen Lindqvist "
	  "Bergström=Bergstrom Åkesson=Akesson Hansen Østergaard=Ostergaard "
	  "Halvorsen Nygård=Nygard Dahl Solberg Lund" },
	{ 2, GIVEN_FAMILY,	/* Finland */
	  "Aino Väinö=Vaino Eeva Mikko Helmi Juhani Päivi=Paivi Onni",
	  "Virtanen Mäkinen=Makinen Korhonen Nieminen Hämäläinen=Hamalainen "
	  "Laine Heikkilä=Heikkila Koskinen" },
	{ 6, GIVEN_FAMILY,	/* Portugal and Brazil */
	  "João=Joao Beatriz Gonçalo=Goncalo Mariana Tiago Inês=Ines Rafael "
	  "Letícia=Leticia Caetano Antônia=Antonia Vinícius=Vinicius "
	  "Thaís=Thais Murilo Júlia=Julia Otávio=Otavio Carolina Henrique "
	  "Luíza=Luiza",
	  "Silva Santos Oliveira Souza Ferreira Almeida Gonçalves=Goncalves "
	  "Araújo=Araujo Magalhães=Magalhaes Conceição=Conceicao Barbosa "
	  "Teixeira Moreira Brandão=Brandao Guimarães=Guimaraes Nogueira" },
	{ 4, GIVEN_FAMILY,	/* Italy */
	  "Giulia Lorenzo Chiara Alessandro Beatrice Niccolò=Niccolo "
	  "Francesca Tommaso Ilaria Matteo",
	  "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino "
	  "D'Angelo=dangelo" },
	{ 2, GIVEN_FAMILY,	/* Greece, transliterated */
	  "Eleni Giorgos Katerina Nikos Despina Vasilis Ioanna Thanos",
	  "Pappas Vlachos Samaras Makris Alexiou Ioannou Georgiou Galanis" },
	{ 4, GIVEN_FAMILY,	/* Turkey */
	  "Elif Mehmet Zeynep Emre Ayşe=Ayse Çağlar=Caglar Defne Ömer=Omer "
	  "İpek=Ipek Kerem Yasemin Barış=Baris",
	  "Yılmaz=Yilmaz Demir Çelik=Celik Şahin=Sahin Öztürk=Ozturk "
	  "Aydın=Aydin Kaya Arslan Doğan=Dogan Koç=Koc" },
	{ 2, GIVEN_FAMILY,	/* Iran */
	  "Parisa Reza Shirin Arash Laleh Navid Golnaz Kaveh",
	  "Hosseini Ahmadi Karimi Rezaei Moradi Tehrani Jafari Sadeghi" },
	{ 9, GIVEN_FAMILY,	/* Arabic, transliterated */
	  "Fatima Ahmed Layla Omar Noor Youssef Mariam Khalid Salma Hassan "
	  "Yasmin Ibrahim Rania Tariq Amina Bilal Huda Karim Zaynab Samir "
	  "Dalia Ziad Hanan Nabil",
	  "Al-Rashid=alrashid Haddad El-Sayed=elsayed Mansour Khoury Nasser "
	  "Aziz Farouk Al-Masri=almasri Benali Hamdan Sabbagh Rahman Qasim "
	  "El-Amrani=elamrani Darwish Najjar Saleh Abboud Shaheen" },
	{ 1, GIVEN_FAMILY,	/* Arabic, as written there */
	  "ليلى=Layla يوسف=Youssef مريم=Mariam خالد=Khalid نور=Noor عمر=Omar "
	  "سلمى=Salma طارق=Tariq",
	  "منصور=Mansour حداد=Haddad خوري=Khoury ناصر=Nasser سالم=Salem "
	  "درويش=Darwish" },
	{ 7, GIVEN_FAMILY,	/* India */
	  "Aarav Priya Rohan Ananya Vikram Kavya Arjun Meera Siddharth Divya "
	  "Nisha Suresh Lakshmi Rahul Shreya Aditi Harpreet Karthik",
	  "Sharma Patel Singh Gupta Iyer Reddy Nair Chatterjee Banerjee "
	  "Mehta Desai Joshi Krishnan Subramaniam Rao Bhatt Menon Kulkarni" },
	{ 3, GIVEN_FAMILY,	/* Pakistan, Bangladesh */
	  "Imran Ayesha Farhan Zara Bilal Sana Hamza Mahnoor Tahmina Rafiq",
	  "Khan Chaudhry Hussain Qureshi Malik Siddiqui Ahmed Chowdhury "
	  "Sheikh Mirza" },
	{ 8, FAMILY_GIVEN,	/* China, transliterated */
	  "Wei Xiuying Jing Lei Fang Hao Yan Ming Ling Jun Xiaoming Meilin "
	  "Zhiyuan Ruoxi Haoran Yutong Zixuan Shiyi Junjie Xinyi",
	  "Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu "
	  "Guo He Lin Luo Ouyang" },
	{ 2, FAMILY_GIVEN_TOGETHER,	/* China, as written there */
	  "秀英=Xiuying 伟=Wei 芳=Fang 娜=Na 静=Jing 磊=Lei 洋=Yang 艳=Yan 明=Ming "
	  "雨桐=Yutong 浩然=Haoran 子涵=Zihan",
	  "王=Wang 李=Li 张=Zhang 刘=Liu 陈=Chen 杨=Yang 黄=Huang 赵=Zhao 吴=Wu "
	  "周=Zhou 欧阳=Ouyang" },
	{ 5, GIVEN_FAMILY,	/* Japan */
	  "Kenji Yuki Haruka Takumi Sakura Ren Aiko Daichi Hina Kaito Mei "
	  "Shōta=Shota Yūna=Yuna Naoki Emi Ryō=Ryo Chihiro Makoto",
	  "Watanabe Tanaka Suzuki Satō=Sato Takahashi Itō=Ito Yamamoto "
	  "Nakamura Kobayashi Katō=Kato Yoshida Matsumoto Inoue Shimizu "
	  "Fujiwara Ōta=Ota" },
	{ 3, FAMILY_GIVEN,	/* Korea */
	  "Min-jun=Minjun Seo-yeon=Seoyeon Ji-woo=Jiwoo Ha-eun=Haeun "
	  "Do-yun=Doyun Su-bin=Subin Hyun-woo=Hyunwoo Eun-ji=Eunji "
	  "Yu-na=Yuna Tae-yang=Taeyang",
	  "Kim Lee Park Choi Jung Kang Yoon Lim Han Shin" },
	{ 3, FAMILY_GIVEN,	/* Vietnam */
	  "Anh Dũng=Dung Hạnh=Hanh Linh Quân=Quan Thảo=Thao Tuấn=Tuan Minh "
	  "Ngọc=Ngoc Khánh=Khanh",
	  "Nguyễn=Nguyen Trần=Tran Lê=Le Phạm=Pham Hoàng=Hoang Võ=Vo "
	  "Đặng=Dang Bùi=Bui" },
	{ 5, GIVEN_FAMILY,	/* Ukraine and Russia, transliterated */
	  "Anastasia Dmytro Oksana Ivan Kateryna Sergei Olena Mykola Natalia "
	  "Alexei Polina Bohdan Svetlana Taras Iryna Yaroslav Daria Maksym",
	  "Petrenko Kovalenko Shevchenko Bondarenko Tkachenko Melnyk "
	  "Pavlenko Kravchuk Polishchuk Savchuk Moroz Koval Lytvyn Chernykh "
	  "Bilyk Rudenko" },
	{ 2, GIVEN_FAMILY,	/* the same, as written there */
	  "Анна=Anna Дмитро=Dmytro Олена=Olena Павло=Pavlo Мария=Maria "
	  "Андрій=Andriy Ксения=Ksenia Юрий=Yuri Надія=Nadiya Тимур=Timur",
	  "Коваленко=Kovalenko Ткачук=Tkachuk Шевчук=Shevchuk Гончар=Honchar "
	  "Марченко=Marchenko Дорошенко=Doroshenko Бойко=Boyko "
	  "Черных=Chernykh" },
	{ 5, GIVEN_FAMILY,	/* Nigeria */
	  "Chinedu Ngozi Oluwaseun Adaeze Emeka Folake Babatunde Ifeoma "
	  "Chiamaka Tunde Zainab Obinna Temitope Ayọdélé=Ayodele Uche",
	  "Okafor Adeyemi Okonkwo Balogun Eze Nwosu Adebayo Ogunleye Chukwu "
	  "Danjuma Abubakar Olatunji Ọláwálé=Olawale Nnamdi" },
	{ 2, GIVEN_FAMILY,	/* Ghana */
	  "Kwame Akosua Kofi Ama Yaw Abena Kwabena Esi",
	  "Mensah Osei Boateng Asante Owusu Appiah Addo Darko" },
	{ 2, GIVEN_FAMILY,	/* Senegal, Mali, Guinea */
	  "Aïcha=Aicha Moussa Fatou Ousmane Mariama Cheikh Aminata Ibrahima",
	  "Diallo Traoré=Traore Keïta=Keita Sow Cissé=Cisse Ndiaye Diop "
	  "Touré=Toure" },
	{ 3, GIVEN_FAMILY,	/* Kenya, Tanzania, Uganda */
	  "Wanjiru Kipchoge Achieng Juma Baraka Neema Amani Zuberi Wambui "
	  "Otieno",
	  "Kamau Odhiambo Mwangi Wekesa Njoroge Kiprotich Kimani Okello "
	  "Mushi Nyong'o=nyongo" },
	{ 1, GIVEN_FAMILY,	/* Ethiopia and Eritrea */
	  "Selam Dawit Abeba Tesfaye Hirut Yonas",
	  "Tadesse Bekele Haile Gebre Alemu Mekonnen" },
	{ 2, GIVEN_FAMILY,	/* southern Africa */
	  "Thandiwe Sipho Nomvula Tendai Lerato Themba Zanele Tafadzwa",
	  "Ndlovu Dlamini Moyo Mokoena Mahlangu Chikwanha Nkosi Khumalo" },
};
/* clang-format on */

static const char *const buildings[] = {
	"Curie", "Noether", "Ramanujan", "Avicenna", "Hypatia", "Turing",
	"Ibn Khaldun", "Lovelace", "Franklin", "Tagore", "Achebe",
	"Kovalevskaya", "Humboldt", "Kahlo", "Sagan", "Nightingale", "Borges",
	"Al-Khwarizmi", "Cervantes", "Meitner", "Mandela", "Sor Juana",
	"Linnaeus", "Wu",
};

const char *
names_building(int i)
{
	return buildings[i];
}

int
names_buildings(void)
{
	return (int)NITEMS(buildings);
}

static int
count(const char *list)
{
	int n = 1;

	for (; *list != '\0'; list++)
		n += *list == ' ';
	return n;
}

int
names_culture(struct rng *r)
{
	int total = 0, at, i = 0;

	for (size_t k = 0; k < NITEMS(cultures); k++)
		total += cultures[k].share;
	at = rng_below(r, total);
	while (at >= cultures[i].share)
		at -= cultures[i++].share;
	return i;
}

int
names_family(struct rng *r, int culture)
{
	return rng_below(r, count(cultures[culture].family));
}

/* The name at a place of a list, as shown and as plain letters. */
static void
pick(struct arena *a, const char *list, int at, const char **shown,
    const char **plain)
{
	size_t n, eq;
	char *s;

	while (at-- > 0)
		list = strchr(list, ' ') + 1;
	n = strcspn(list, " ");
	eq = strcspn(list, "= ");
	s = arena_strndup(a, list, eq);
	*plain = eq == n ? s : arena_strndup(a, list + eq + 1, n - eq - 1);
	for (*shown = s; *s != '\0'; s++)
		if (*s == '_')
			*s = ' ';
}

const char *
names_full(struct arena *a, struct rng *r, int culture, int family,
    const char **plain)
{
	const struct culture *c = &cultures[culture];
	const char *given, *given_plain, *last, *last_plain, *blank = " ";
	char *s;

	pick(a, c->given, rng_below(r, count(c->given)), &given, &given_plain);
	pick(a, c->family, family, &last, &last_plain);
	s = arena_printf(a, "%s.%s", given_plain, last_plain);
	*plain = s;
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
	if (c->order == FAMILY_GIVEN_TOGETHER)
		blank = "";
	if (c->order == GIVEN_FAMILY)
		return arena_printf(a, "%s %s", given, last);
	return arena_printf(a, "%s%s%s", last, blank, given);
}
