-- One row per story that happened, in the columns of GDELT 2.0's event table, so that queries written for it run. What GDELT has
-- and the warehouse has not is null.
--
-- "GLOBALEVENTID": The first 60 bits of story_id.
-- "SQLDATE": Earliest date of its events, as YYYYMMDD.
-- "MonthYear": The same as YYYYMM.
-- "Year": Its year.
-- "FractionDate": The date in years.
-- "Actor1Code": Country and sector of the actor in the first report, as CAMEO writes them one behind the other.
-- "Actor1Name": The actor that most events name, else its words in the first report.
-- "Actor1CountryCode": ISO 3166-1 alpha-3, in the first report.
-- "Actor1KnownGroupCode": Null; kept for the order of columns.
-- "Actor1EthnicCode": Null; kept for the order of columns.
-- "Actor1Religion1Code": Null; kept for the order of columns.
-- "Actor1Religion2Code": Null; kept for the order of columns.
-- "Actor1Type1Code": PLOVER sector in the first report, where GDELT has a CAMEO role.
-- "Actor1Type2Code": Null; kept for the order of columns.
-- "Actor1Type3Code": Null; kept for the order of columns.
-- "Actor2Code": Country and sector of the recipient in the first report, as CAMEO writes them one behind the other.
-- "Actor2Name": The recipient that most events name, else its words in the first report.
-- "Actor2CountryCode": ISO 3166-1 alpha-3, in the first report.
-- "Actor2KnownGroupCode": Null; kept for the order of columns.
-- "Actor2EthnicCode": Null; kept for the order of columns.
-- "Actor2Religion1Code": Null; kept for the order of columns.
-- "Actor2Religion2Code": Null; kept for the order of columns.
-- "Actor2Type1Code": PLOVER sector in the first report, where GDELT has a CAMEO role.
-- "Actor2Type2Code": Null; kept for the order of columns.
-- "Actor2Type3Code": Null; kept for the order of columns.
-- "IsRootEvent": 1 where the first report stands in its article's first paragraph.
-- "EventCode": Null: PLOVER has no codes that fine.
-- "EventBaseCode": Null: PLOVER has no codes that fine.
-- "EventRootCode": CAMEO root that type and mode correspond to.
-- "QuadClass": 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
-- "GoldsteinScale": Goldstein's value for the root.
-- "NumMentions": Events of the story, copies included.
-- "NumSources": Publishers that tell it of their own, where GDELT counts those of copies too.
-- "NumArticles": Articles that tell it, copies included.
-- "AvgTone": Null: tone is not measured.
-- "Actor1Geo_Type": Null; kept for the order of columns.
-- "Actor1Geo_FullName": Null; kept for the order of columns.
-- "Actor1Geo_CountryCode": Null; kept for the order of columns.
-- "Actor1Geo_ADM1Code": Null; kept for the order of columns.
-- "Actor1Geo_ADM2Code": Null; kept for the order of columns.
-- "Actor1Geo_Lat": Null; kept for the order of columns.
-- "Actor1Geo_Long": Null; kept for the order of columns.
-- "Actor1Geo_FeatureID": Null; kept for the order of columns.
-- "Actor2Geo_Type": Null; kept for the order of columns.
-- "Actor2Geo_FullName": Null; kept for the order of columns.
-- "Actor2Geo_CountryCode": Null; kept for the order of columns.
-- "Actor2Geo_ADM1Code": Null; kept for the order of columns.
-- "Actor2Geo_ADM2Code": Null; kept for the order of columns.
-- "Actor2Geo_Lat": Null; kept for the order of columns.
-- "Actor2Geo_Long": Null; kept for the order of columns.
-- "Actor2Geo_FeatureID": Null; kept for the order of columns.
-- "ActionGeo_Type": Null; kept for the order of columns.
-- "ActionGeo_FullName": Place that most of its events name.
-- "ActionGeo_CountryCode": Its country, ISO 3166-1 alpha-3, where GDELT has FIPS 10-4.
-- "ActionGeo_ADM1Code": Null; kept for the order of columns.
-- "ActionGeo_ADM2Code": Null; kept for the order of columns.
-- "ActionGeo_Lat": Degrees north, of a city.
-- "ActionGeo_Long": Degrees east, of a city.
-- "ActionGeo_FeatureID": GeoNames id of a city, where GDELT has another gazetteer's.
-- "DATEADDED": When the dump of the first report was read, UTC, as YYYYMMDDHHMMSS.
-- "SOURCEURL": Address of the first report's article, where the input states it.
with final as (
    select
        ('0x' || left(stories.story_id, 15))::bigint as "GLOBALEVENTID",
        strftime(stories.started_on, '%Y%m%d')::integer as "SQLDATE",
        strftime(stories.started_on, '%Y%m')::integer as "MonthYear",
        year(stories.started_on)::integer as "Year",
        year(stories.started_on) + (dayofyear(stories.started_on) - 1) / 365.0 as "FractionDate",
        firsts.actor_country_code || coalesce(firsts.actor_sector, '') as "Actor1Code",
        coalesce(actors.entity_name, firsts.actor_text) as "Actor1Name",
        firsts.actor_country_code as "Actor1CountryCode",
        null::varchar as "Actor1KnownGroupCode",
        null::varchar as "Actor1EthnicCode",
        null::varchar as "Actor1Religion1Code",
        null::varchar as "Actor1Religion2Code",
        firsts.actor_sector as "Actor1Type1Code",
        null::varchar as "Actor1Type2Code",
        null::varchar as "Actor1Type3Code",
        firsts.recipient_country_code || coalesce(firsts.recipient_sector, '') as "Actor2Code",
        coalesce(recipients.entity_name, firsts.recipient_text) as "Actor2Name",
        firsts.recipient_country_code as "Actor2CountryCode",
        null::varchar as "Actor2KnownGroupCode",
        null::varchar as "Actor2EthnicCode",
        null::varchar as "Actor2Religion1Code",
        null::varchar as "Actor2Religion2Code",
        firsts.recipient_sector as "Actor2Type1Code",
        null::varchar as "Actor2Type2Code",
        null::varchar as "Actor2Type3Code",
        (articles.body_text[:firsts.start_char] not like '%' || chr(10) || '%')::integer as "IsRootEvent",
        null::varchar as "EventCode",
        null::varchar as "EventBaseCode",
        firsts.cameo_root as "EventRootCode",
        case firsts.quad_class
            when 'verbal_cooperation' then 1
            when 'material_cooperation' then 2
            when 'verbal_conflict' then 3
            else 4
        end as "QuadClass",
        firsts.goldstein_value as "GoldsteinScale",
        stories.report_count as "NumMentions",
        stories.independent_publisher_count as "NumSources",
        stories.article_count as "NumArticles",
        null::double as "AvgTone",
        null::integer as "Actor1Geo_Type",
        null::varchar as "Actor1Geo_FullName",
        null::varchar as "Actor1Geo_CountryCode",
        null::varchar as "Actor1Geo_ADM1Code",
        null::varchar as "Actor1Geo_ADM2Code",
        null::double as "Actor1Geo_Lat",
        null::double as "Actor1Geo_Long",
        null::varchar as "Actor1Geo_FeatureID",
        null::integer as "Actor2Geo_Type",
        null::varchar as "Actor2Geo_FullName",
        null::varchar as "Actor2Geo_CountryCode",
        null::varchar as "Actor2Geo_ADM1Code",
        null::varchar as "Actor2Geo_ADM2Code",
        null::double as "Actor2Geo_Lat",
        null::double as "Actor2Geo_Long",
        null::varchar as "Actor2Geo_FeatureID",
        null::integer as "ActionGeo_Type",
        places.entity_name as "ActionGeo_FullName",
        places.country_code as "ActionGeo_CountryCode",
        null::varchar as "ActionGeo_ADM1Code",
        null::varchar as "ActionGeo_ADM2Code",
        places.latitude as "ActionGeo_Lat",
        places.longitude as "ActionGeo_Long",
        places.geonames_id::varchar as "ActionGeo_FeatureID",
        strftime(dumps.ingested_at, '%Y%m%d%H%M%S')::bigint as "DATEADDED",
        articles.source_url as "SOURCEURL"
    from stories
    join events as firsts on firsts.event_id = stories.story_id
    join articles on articles.article_id = firsts.article_id
    join dumps on dumps.dump_id = firsts.dump_id
    left join entities as actors on actors.entity_id = stories.actor_entity_id
    left join entities as recipients on recipients.entity_id = stories.recipient_entity_id
    left join entities as places on places.entity_id = stories.place_entity_id
    where stories.modality = 'happened'
)
select * from final
