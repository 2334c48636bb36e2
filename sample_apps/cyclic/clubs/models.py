from django.db import models


class Club(models.Model):
    name = models.CharField(max_length=100, unique=True)
    captain = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.SET_NULL, related_name="captain_of"
    )
    founder = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="founded"
    )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    club = models.ForeignKey(Club, on_delete=models.CASCADE)
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE)

    def __str__(self) -> str:
        return f"{self.person} in {self.club}"


class Match(models.Model):
    home = models.ForeignKey(Club, on_delete=models.CASCADE, related_name="home_matches")
    away = models.ForeignKey(Club, on_delete=models.CASCADE, related_name="away_matches")
    best = models.ForeignKey("people.Badge", null=True, blank=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        return f"{self.home} - {self.away}"
