"""What a dump program writes, cut into parts; that all of it is right is seen in tests/backends."""

from __future__ import annotations

import pytest

from squashkit.databases.mariadb import dumps
from squashkit.databases.mariadb.dumps import dump, read_dump
from squashkit.databases.mariadb.kinds import MARIADB, MYSQL
from squashkit.model.schema import Look, Part

TABLE = """\
/*M!999999\\- enable the sandbox mode */
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
/*!40101 SET NAMES utf8mb4 */;
USE `shop`;
CREATE TABLE `book` (
  `id` bigint(20) NOT NULL AUTO_INCREMENT,
  `a``b` varchar(9) DEFAULT 'x,;' COMMENT 'it''s',
  `pages` int(10) unsigned NOT NULL CHECK (`pages` >= 0),
  PRIMARY KEY (`id`),
  UNIQUE KEY `pages` (`pages`),
  KEY `declared` (`id`,`pages`),
  CONSTRAINT `book_ibfk_1` FOREIGN KEY (`id`) REFERENCES `author` (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4;
"""


def read(text: str) -> tuple[Part, ...]:
    return read_dump(text, "shop")


def test_a_table():
    assert read(TABLE) == (
        Part("book", "clause", "PRIMARY KEY (`id`)"),
        Part("book", "column", "a``b varchar(9) DEFAULT 'x,;' COMMENT 'it''s'", "a``b"),
        Part("book", "column", "id bigint NOT NULL AUTO_INCREMENT", "id"),
        Part("book", "column", "pages int unsigned NOT NULL", "pages"),
        Part("book", "constraint", "CHECK (`pages` >= 0)", "pages", generated=True),
        Part(
            "book",
            "constraint",
            "FOREIGN KEY (`id`) REFERENCES `author` (`id`)",
            "book_ibfk_1",
            generated=True,
        ),
        Part("book", "key", "(`id`,`pages`)", "declared"),
        Part("book", "table", "TABLE ENGINE=InnoDB DEFAULT CHARSET=utf8mb4", "book"),
        Part("book", "unique key", "(`pages`)", "pages", generated=True),
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [("bigint(20)", "bigint"), ("AUTO_INCREMENT=7 ", ""), ("int(10) unsigned", "int unsigned")],
)
def test_what_says_nothing(old, new):
    assert read(TABLE.replace(old, new)) == read(TABLE)


def test_a_boolean_is_no_number():
    one = TABLE.replace("int(10) unsigned", "tinyint(1)")
    assert read(one) != read(one.replace("(1)", "(4)"))


def test_an_index_of_an_expression_has_a_name():
    keys = "KEY `loud` ((upper(`a`))),\n  KEY `functional_index` (`id`,((`pages` + 1)) DESC),\n"
    found = read(TABLE.replace("KEY `declared` (`id`,`pages`),\n", keys))
    assert {part for part in found if part.kind == "key"} == {
        Part("book", "key", "((upper(`a`)))", "loud"),
        Part("book", "key", "(`id`,((`pages` + 1)) DESC)", "functional_index", generated=True),
    }


def test_what_only_later_servers_understand():
    hidden = "`id` bigint NOT NULL AUTO_INCREMENT /*!80023 INVISIBLE */"
    found = read(TABLE.replace("`id` bigint(20) NOT NULL AUTO_INCREMENT", hidden))
    assert Part("book", "column", "id bigint NOT NULL AUTO_INCREMENT INVISIBLE", "id") in found


def test_a_library():
    text = """\
DROP LIBRARY IF EXISTS `code`;
/*!50003 SET sql_mode              = 'ANSI' */ ;
DELIMITER ;;
CREATE LIBRARY `code`
    LANGUAGE JAVASCRIPT
AS $$export function one() { return 1; }$$ ;;
DELIMITER ;
"""
    code = "LANGUAGE JAVASCRIPT AS $$export function one() { return 1; }$$"
    assert read(text) == (Part("code", "library", f"{code} MODE 'ANSI'", "code"),)


def test_a_procedure_that_makes_a_table():
    text = """\
DELIMITER ;;
CREATE DEFINER=`me`@`%` PROCEDURE `make`() CREATE TABLE log (x integer) ;;
DELIMITER ;
"""
    body = "() CREATE TABLE log (x integer) MODE "
    assert read(text) == (Part("make", "procedure", body, "make"),)


def test_a_view_stands_there_twice():
    text = """\
/*!50001 CREATE VIEW `cheap` AS SELECT
 NULL AS `id` */;
/*!50001 DROP VIEW IF EXISTS `cheap`*/;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=`me`@`%` SQL SECURITY DEFINER */
/*!50001 VIEW `cheap` AS select `shop`.`book`.`id` AS `id` from `shop`.`book` */;
"""
    definition = (
        "ALGORITHM=UNDEFINED SQL SECURITY DEFINER AS select `book`.`id` AS `id` from `book`"
    )
    assert read(text) == (Part("cheap", "view", definition, "cheap"),)


def test_what_keeps_the_mode_in_which_it_was_made():
    text = """\
/*!50003 SET sql_mode              = 'ANSI' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=`me`@`%`*/ /*!50003 TRIGGER touch BEFORE UPDATE ON book
FOR EACH ROW BEGIN SET NEW.a = ';'; SET NEW.b = 1; END */;;
DELIMITER ;
/*!50003 SET sql_mode              = @saved_sql_mode */ ;
DELIMITER ;;
/*!50106 CREATE*/ /*!50106 EVENT `yearly` ON SCHEDULE EVERY 1 YEAR STARTS '2026-11-27 20:48:44' DO DELETE FROM a */ ;;
DELIMITER ;
"""  # noqa: E501 - as it is written
    trigger = "BEFORE UPDATE ON book FOR EACH ROW BEGIN SET NEW.a = ';'; SET NEW.b = 1; END"
    assert read(text) == (
        Part("touch", "trigger", f"{trigger} MODE 'ANSI'", "touch"),
        Part("yearly", "event", "ON SCHEDULE EVERY 1 YEAR DO DELETE FROM a MODE 'ANSI'", "yearly"),
    )


def test_the_database_without_its_name():
    text = "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `shop` /*!40100 DEFAULT CHARACTER SET utf8 */;"
    assert read(text) == (Part("database", "database", "DEFAULT CHARACTER SET utf8"),)


def test_what_nobody_knows_is_a_whole_statement():
    assert read("CREATE SERVER s OPTIONS (HOST 'x');") == (
        Part("CREATE SERVER s OPTIONS (HOST 'x')", "statement", ""),
    )


def test_django_s_record_is_left_out():
    assert read(TABLE.replace("`book`", "`django_migrations`")) == ()


@pytest.fixture
def asked(monkeypatch):
    """What the dump program is asked, and what it answers."""
    calls: list[tuple[tuple[str, ...], dict[str, str]]] = []
    answer = ["", ""]

    def dumped(programs, arguments, secrets):
        calls.append((arguments, secrets))
        return tuple(answer)

    monkeypatch.setattr(dumps, "dumped", dumped)
    return calls, answer


def test_no_password_is_in_the_command(asked):
    calls, answer = asked
    answer[1] = "no"
    assert dump("mysql://me:se%2Fcret@host/shop", MARIADB, ()) == Look("mariadb-dump", missing="no")

    [(arguments, secrets)] = calls
    assert "cret" not in str(arguments)
    assert arguments[0] == "--no-defaults"
    assert arguments[1:5] == ("--protocol=tcp", "--host=host", "--port=3306", "--user=me")
    assert secrets == {"MYSQL_PWD": "se/cret"}


def test_a_socket(asked):
    dump("mysql://root@localhost/shop?unix_socket=/tmp/s", MARIADB, ())

    assert asked[0][0][0][1:3] == ("--socket=/tmp/s", "--user=root")


@pytest.mark.parametrize(
    ("first", "by"),
    [
        ("-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for x", "mariadb-dump 10.11.19"),
        ("-- MariaDB dump 10.19-11.4.2-MariaDB, for x", "mariadb-dump 11.4.2"),
        ("-- MySQL dump 10.13  Distrib 8.0.36, for x", "mysqldump 8.0.36"),
        ("-- ", "mariadb-dump"),
    ],
)
def test_who_has_looked(asked, first, by):
    asked[1][0] = f"{first}\n"

    assert dump("mysql://h/shop", MARIADB, ()) == Look(by)


def test_what_its_user_may_not_see(asked):
    asked[1][0] = "-- insufficient privileges to SHOW CREATE FUNCTION `f`\n"
    missing = "its user has no right to SHOW CREATE FUNCTION `f`"

    assert dump("mysql://h/shop", MYSQL, ()) == Look("mysqldump", missing=missing)
