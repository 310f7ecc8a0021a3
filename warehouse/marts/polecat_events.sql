-- One row per event that happened or goes on, in the columns of POLECAT, so that queries written for it run. What POLECAT has and the
-- warehouse has not is null. Copies are included: Source and `stories` tell what is independent.
--
-- "Event ID": The event.
-- "Event Date": Day of the event, else of publication.
-- "Event Type": PLOVER event type.
-- "Event Mode": PLOVER mode.
-- "Intensity": Goldstein's value for the CAMEO root, where POLECAT has its own scale.
-- "Quad Code": Verbal or material, cooperation or conflict.
-- "Contexts": Null; kept for the order of columns.
-- "Actor Name": The entity that acts.
-- "Actor Name Count": Null; kept for the order of columns.
-- "Actor Name Raw": The words for it in the text.
-- "Wikipedia Actor ID": Null; kept for the order of columns.
-- "Actor Resolved Flag": 1 where the words were resolved to an entity.
-- "Actor Country": ISO 3166-1 alpha-3.
-- "Actor COW": Null: Correlates of War codes are not kept.
-- "Actor Primary Sector": PLOVER sector.
-- "Actor Sectors": The same: one is told.
-- "Actor Title": Null; kept for the order of columns.
-- "Actor Title Raw": Null; kept for the order of columns.
-- "Recipient Name": The entity that it is done to.
-- "Recipient Name Count": Null; kept for the order of columns.
-- "Recipient Name Raw": The words for it in the text.
-- "Wikipedia Recipient ID": Null; kept for the order of columns.
-- "Recipient Resolved Flag": 1 where the words were resolved to an entity.
-- "Recipient Country": ISO 3166-1 alpha-3.
-- "Recipient COW": Null: Correlates of War codes are not kept.
-- "Recipient Primary Sector": PLOVER sector.
-- "Recipient Sectors": The same: one is told.
-- "Recipient Title": Null; kept for the order of columns.
-- "Recipient Title Raw": Null; kept for the order of columns.
-- "Placename": The place.
-- "City": The place, where it is a city.
-- "District": Null; kept for the order of columns.
-- "Province": Null; kept for the order of columns.
-- "Country": Its country, ISO 3166-1 alpha-3.
-- "Latitude": Degrees north, of a city.
-- "Longitude": Degrees east, of a city.
-- "GeoNames ID": Of a city.
-- "Raw Placename": The words for it in the text.
-- "Feature Type": Null; kept for the order of columns.
-- "Source": Publisher of the article, else the site where it was saved.
-- "Publication Date": Its date.
-- "Story People": Null; kept for the order of columns.
-- "Story Organizations": Null; kept for the order of columns.
-- "Story Locations": Null; kept for the order of columns.
-- "Language": ISO 639 code.
-- "Version": The run that wrote the event.
with final as (
    select
        events.event_id as "Event ID",
        coalesce(events.event_date, articles.published_on) as "Event Date",
        events.event_type as "Event Type",
        events.event_mode as "Event Mode",
        events.goldstein_value as "Intensity",
        upper(replace(events.quad_class, '_', ' ')) as "Quad Code",
        null::varchar as "Contexts",
        actors.entity_name as "Actor Name",
        null::integer as "Actor Name Count",
        events.actor_text as "Actor Name Raw",
        null::varchar as "Wikipedia Actor ID",
        (actors.entity_id is not null)::integer as "Actor Resolved Flag",
        events.actor_country_code as "Actor Country",
        null::integer as "Actor COW",
        events.actor_sector as "Actor Primary Sector",
        events.actor_sector as "Actor Sectors",
        null::varchar as "Actor Title",
        null::varchar as "Actor Title Raw",
        recipients.entity_name as "Recipient Name",
        null::integer as "Recipient Name Count",
        events.recipient_text as "Recipient Name Raw",
        null::varchar as "Wikipedia Recipient ID",
        (recipients.entity_id is not null)::integer as "Recipient Resolved Flag",
        events.recipient_country_code as "Recipient Country",
        null::integer as "Recipient COW",
        events.recipient_sector as "Recipient Primary Sector",
        events.recipient_sector as "Recipient Sectors",
        null::varchar as "Recipient Title",
        null::varchar as "Recipient Title Raw",
        places.entity_name as "Placename",
        if(places.geonames_id is not null, places.entity_name, null) as "City",
        null::varchar as "District",
        null::varchar as "Province",
        places.country_code as "Country",
        places.latitude as "Latitude",
        places.longitude as "Longitude",
        places.geonames_id as "GeoNames ID",
        events.place_text as "Raw Placename",
        null::varchar as "Feature Type",
        coalesce(articles.publisher_name, articles.site_name) as "Source",
        articles.published_on as "Publication Date",
        null::varchar as "Story People",
        null::varchar as "Story Organizations",
        null::varchar as "Story Locations",
        articles.language_code as "Language",
        events.run_id as "Version"
    from events
    join articles using (article_id)
    left join entities as actors on actors.entity_id = events.actor_entity_id
    left join entities as recipients on recipients.entity_id = events.recipient_entity_id
    left join entities as places on places.entity_id = events.place_entity_id
    where events.modality in ('happened', 'ongoing')
)
select * from final
